import { z } from 'zod';
import { insertStrategy, updateStrategy } from '../db/queries/cycles/strategies.ts';
import type { MomentumParameters } from '../domain/strategies/momentum.ts';
import type { autonomousCycle } from '../workflows/autonomous-cycle.ts';
import { cycleWorkflowId, TASK_QUEUES } from '../workflows/messages.ts';
import type { Stack } from './stack.ts';

/** Each cycle trades from one weight to the other: one order, now a buy, now a sell. */
const WEIGHTS = ['0.10', '0.14'] as const;
const ATTEMPTS_MAX = 5;
const brokerOrder = z.object({ submitted_at: z.string(), filled_at: z.string() });

/** A cycle that placed one order, which was filled, and found no drift. */
export interface TradedCycle {
  readonly workflowId: string;
  readonly clientOrderId: string;
  /** From the client's start to its result. */
  readonly ms: number;
}

/** A strategy of its own account that trades once whenever it is asked. */
export interface Trader {
  readonly accountId: string;
  /** Runs one cycle; undefined when it did anything but one filled order without drift. */
  cycle(): Promise<TradedCycle | undefined>;
  /** Runs cycles until one is as it should be. @throws after a few */
  trade(): Promise<TradedCycle>;
  /** Cycles that were run and did not count. */
  discarded(): number;
  /** How long the sandbox took from the order to its last fill, by its own stamps. */
  fillMs(clientOrderId: string): Promise<number>;
}

export async function createTrader(stack: Stack, name: string, universe: readonly string[]): Promise<Trader> {
  const { client, db } = stack;
  const account = await stack.openAccount(name);
  const parametersOf = (targetWeight: string): MomentumParameters => ({
    lookback: 60,
    topN: 1,
    targetWeight,
    rebalanceBand: '0.001',
    minReturn: -1,
  });
  const strategy = await insertStrategy(db, {
    userId: account.userId,
    accountId: account.id,
    name,
    kind: 'momentum',
    parameters: parametersOf(WEIGHTS[0]),
    universe,
    intervalSeconds: 300,
  });
  let turns = 0;
  let discarded = 0;

  const cycle = async (): Promise<TradedCycle | undefined> => {
    const targetWeight = WEIGHTS[turns % WEIGHTS.length] ?? WEIGHTS[0];
    turns += 1;
    await updateStrategy(db, account.userId, strategy.id, { parameters: parametersOf(targetWeight) });
    const asOf = new Date().toISOString();
    const workflowId = cycleWorkflowId(strategy.id, asOf);
    const startedAt = performance.now();
    const report = await client.workflow.execute<typeof autonomousCycle>('autonomousCycle', {
      workflowId,
      taskQueue: TASK_QUEUES.cycle,
      args: [{ strategyId: strategy.id, asOf }],
    });
    const ms = performance.now() - startedAt;
    const [order, ...more] = report.orders;
    if (order?.status === 'filled' && more.length === 0 && report.reconciliation?.drift === 0) {
      return { workflowId, clientOrderId: order.clientOrderId, ms };
    }
    discarded += 1;
    return undefined;
  };

  return {
    accountId: account.id,
    cycle,
    async trade() {
      for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
        const traded = await cycle();
        if (traded !== undefined) return traded;
      }
      throw new Error(`none of ${ATTEMPTS_MAX} cycles of "${name}" filled one order without drift`);
    },
    discarded: () => discarded,
    fillMs: (clientOrderId) => fillMsOf(stack, account.keyRef, clientOrderId),
  };
}

async function fillMsOf(stack: Stack, keyId: string, clientOrderId: string): Promise<number> {
  const url = new URL('/v2/orders:by_client_order_id', stack.sandboxUrl);
  url.searchParams.set('client_order_id', clientOrderId);
  const headers = { 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': 'local' };
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`the sandbox does not show ${clientOrderId}: ${answer.status}`);
  const order = brokerOrder.parse(await answer.json());
  return Date.parse(order.filled_at) - Date.parse(order.submitted_at);
}

/** So many symbols that the sandbox's market has, AAPL, MSFT, NVDA and SPY first. */
export async function symbolsOf(stack: Stack, count: number): Promise<readonly string[]> {
  const headers = { 'APCA-API-KEY-ID': 'bench', 'APCA-API-SECRET-KEY': 'local' };
  const answer = await fetch(`${stack.sandboxUrl}/v2/assets?status=active&asset_class=us_equity`, {
    headers,
  });
  const assets = z.array(z.object({ symbol: z.string(), tradable: z.boolean() })).parse(await answer.json());
  const known = assets.filter(({ tradable }) => tradable).map(({ symbol }) => symbol);
  const symbols = [...new Set(['AAPL', 'MSFT', 'NVDA', 'SPY', ...known])].slice(0, count);
  if (symbols.length < count) throw new Error(`the sandbox has only ${symbols.length} of ${count} symbols`);
  return symbols;
}
