import { setTimeout as delay } from 'node:timers/promises';
import { type CycleBody, cycle, startedCycle } from '../../api/contract/cycles.ts';
import { accountRiskLimits } from '../../api/contract/risk-limits.ts';
import { schedule } from '../../api/contract/schedules.ts';
import { type StrategyBody, strategy, strategyPage } from '../../api/contract/strategies.ts';
import { type ApiClient, createApiClient } from '../../launcher/first-cycle/api-client.ts';
import { eventually } from '../support/eventually.ts';
import type { BootedStack } from '../support/stack.ts';

const POLL_MS = 150;
const CYCLE_WITHIN_MS = 60_000;
const READY_WITHIN_MS = 60_000;

/** A person at the API with a strategy of their own. */
export interface Trader {
  readonly api: ApiClient;
  readonly strategyId: string;
  change(change: { readonly universe?: readonly string[]; readonly targetWeight?: string }): Promise<void>;
  /** Starts a cycle and gives its id. */
  start(): Promise<string>;
  /** The cycle once it has ended. @throws when it still runs after `withinMs` */
  ended(cycleId: string, withinMs?: number): Promise<CycleBody>;
  /** `start`, then `ended`. */
  run(): Promise<CycleBody>;
}

const KINDS = {
  momentum: { lookback: 5, topN: 2, targetWeight: '0.1', rebalanceBand: '0.001' },
  analyst: {},
} as const;

/** Makes a strategy of its own for the test; every other strategy's schedule is paused, so that nothing else trades. */
export async function traderOn(
  stack: BootedStack,
  universe: readonly string[] = ['AAPL', 'MSFT', 'NVDA', 'SPY'],
  kind: keyof typeof KINDS = 'momentum',
): Promise<Trader> {
  const api = createApiClient(stack.stackJson().addresses.api ?? '', stack.credentials().apiKey);
  await pauseSchedules(api);
  await allowCyclesInARow(api);
  const made = await api.call('POST', '/v1/strategies', strategy, {
    name: `Trader of ${universe.join(' ')} ${Date.now()}`,
    kind,
    universe,
    intervalSeconds: 3_600,
    parameters: KINDS[kind],
  });
  const start = async () =>
    (await api.call('POST', `/v1/strategies/${made.id}/cycles`, startedCycle, {})).cycleId;
  const ended = (cycleId: string, withinMs = CYCLE_WITHIN_MS) => endedCycle(api, cycleId, withinMs);
  return {
    api,
    strategyId: made.id,
    async change({ universe: symbols, targetWeight }) {
      await api.call('PATCH', `/v1/strategies/${made.id}`, strategy, {
        ...(symbols === undefined ? {} : { universe: symbols }),
        ...(targetWeight === undefined ? {} : { parameters: { targetWeight } }),
      });
    },
    start,
    ended,
    run: async () => ended(await start()),
  };
}

async function endedCycle(api: ApiClient, cycleId: string, withinMs: number): Promise<CycleBody> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await api.call('GET', `/v1/cycles/${encodeURIComponent(cycleId)}`, cycle);
    if (seen.status !== 'running') return seen;
    if (Date.now() > deadline) {
      throw new Error(`${cycleId} still runs after ${withinMs} ms: ${JSON.stringify(seen.steps)}`);
    }
    await delay(POLL_MS);
  }
}

/** Tests run cycles closer together than any schedule would: the same wish again is no duplicate here. */
async function allowCyclesInARow(api: ApiClient): Promise<void> {
  const { accountId, limits } = await api.call('GET', '/v1/risk/limits', accountRiskLimits);
  await api.call('PUT', '/v1/risk/limits', accountRiskLimits, { ...limits, duplicateWindowMs: 0, accountId });
}

async function pauseSchedules(api: ApiClient): Promise<void> {
  const { items } = await api.call('GET', '/v1/strategies?limit=200', strategyPage);
  const hasSchedule = ({ name }: StrategyBody) => name.startsWith('Demo');
  for (const { id } of items.filter(hasSchedule)) {
    await api.call('PUT', `/v1/strategies/${id}/schedule`, schedule, { paused: true });
  }
}

/** Waits until the API answers that everything it needs is there. */
export async function ready(stack: BootedStack): Promise<void> {
  await eventually(
    '/readyz answers 200',
    async () => {
      const answer = await stack.api('/readyz').catch(() => undefined);
      await answer?.text();
      if (answer?.ok === true) return true;
      await delay(POLL_MS);
      return undefined;
    },
    READY_WITHIN_MS,
  );
}
