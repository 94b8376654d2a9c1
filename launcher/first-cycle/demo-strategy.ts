import { z } from 'zod';
import { schedule } from '../../api/contract/schedules.ts';
import { type StrategyBody, strategy, strategyPage } from '../../api/contract/strategies.ts';
import { type ApiClient, ApiProblem } from './api-client.ts';

/** A strategy that `npm start` makes, at the first start of an account. */
export interface Demo {
  readonly name: string;
  readonly kind: 'analyst' | 'momentum';
  readonly intervalSeconds: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export const DEMO_ANALYST: Demo = {
  name: 'Demo analyst',
  kind: 'analyst',
  intervalSeconds: 1_800,
  parameters: { maxWeight: '0.2', rebalanceBand: '0.001' },
};

export const DEMO_MOMENTUM: Demo = {
  name: 'Demo momentum',
  kind: 'momentum',
  intervalSeconds: 300,
  parameters: { lookback: 5, topN: 2, targetWeight: '0.2', rebalanceBand: '0.001' },
};

/** A demo strategy of an account, trading these symbols on a schedule. @throws ApiProblem when the API refuses it */
export async function ensureDemo(
  api: ApiClient,
  demo: Demo,
  accountId: string,
  universe: readonly string[],
): Promise<StrategyBody> {
  const found = (await findDemo(api, demo, accountId)) ?? (await createDemo(api, demo, accountId, universe));
  const current =
    found.universe.join() === universe.join()
      ? found
      : await api.call('PATCH', `/v1/strategies/${found.id}`, strategy, { universe });
  await ensureSchedule(api, found.id, demo);
  return current;
}

async function findDemo(
  api: ApiClient,
  { name }: Demo,
  accountId: string,
): Promise<StrategyBody | undefined> {
  const isDemo = (one: StrategyBody) => one.accountId === accountId && one.name.startsWith(name);
  let cursor = '';
  for (;;) {
    const page = await api.call('GET', `/v1/strategies?limit=200${cursor}`, strategyPage);
    const found = page.items.find(isDemo);
    if (found !== undefined || page.nextCursor === null) return found;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** Names are unique for a user; a second account's demo carries the beginning of that account's id. */
async function createDemo(
  api: ApiClient,
  { name, kind, intervalSeconds, parameters }: Demo,
  accountId: string,
  universe: readonly string[],
): Promise<StrategyBody> {
  const body = { kind, accountId, universe, intervalSeconds, parameters };
  return api.call('POST', '/v1/strategies', strategy, { ...body, name: `${name} ${accountId.slice(0, 8)}` });
}

/** A schedule that is there is left as the user set it, paused or not. */
async function ensureSchedule(api: ApiClient, strategyId: string, { intervalSeconds }: Demo): Promise<void> {
  const path = `/v1/strategies/${strategyId}/schedule`;
  try {
    await api.call('GET', path, z.unknown());
  } catch (error) {
    if (!(error instanceof ApiProblem && error.status === 404)) throw error;
    await api.call('PUT', path, schedule, { intervalSeconds, paused: false });
  }
}
