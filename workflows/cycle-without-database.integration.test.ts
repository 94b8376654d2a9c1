import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountById } from '../db/queries/accounts/broker-accounts.ts';
import { cycleById } from '../db/queries/cycles/cycles.ts';
import { insertStrategy } from '../db/queries/cycles/strategies.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../tests/support/database-proxy.ts';
import { eventually } from '../tests/support/eventually.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import type { autonomousCycle } from './autonomous-cycle.ts';
import { cycleWorkflowId, TASK_QUEUES } from './messages.ts';

const AWAY_MS = 5_000;
/** Into each step of a cycle, and before its first. */
const BEGUN_BEFORE_MS = [0, 150, 400, 900];

let floor: TradingFloor;
let proxy: DatabaseProxy;

beforeAll(async () => {
  floor = await openTradingFloor();
  proxy = await startDatabaseProxy(floor.database.url);
  await floor.startWorker(undefined, { DATABASE_URL: proxy.url });
  await eventually(
    'the books are adopted',
    async () => ((await accountById(floor.database.db, floor.account.id))?.adoptedAt ? true : undefined),
    30_000,
  );
}, 150_000);
afterAll(async () => {
  await floor.close();
  await proxy.close();
});

async function startCycle() {
  const { id: accountId, userId } = floor.account;
  const parameters = {
    lookback: 5,
    topN: 2,
    targetWeight: '0.01',
    rebalanceBand: '0.001',
    minReturn: -1,
  } as const;
  const kind = { name: `m ${randomUUID()}`, kind: 'momentum', parameters, universe: ['KO', 'PEP'] } as const;
  const { id } = await insertStrategy(floor.database.db, {
    userId,
    accountId,
    ...kind,
    intervalSeconds: 300,
  });
  const asOf = new Date().toISOString();
  return await floor.client.workflow.start<typeof autonomousCycle>('autonomousCycle', {
    workflowId: cycleWorkflowId(id, asOf),
    taskQueue: TASK_QUEUES.cycle,
    args: [{ strategyId: id, asOf }],
  });
}

test.each(['away', 'frozen'] as const)(
  'a cycle outlives a database that is %s for five seconds, at whichever step',
  async (how) => {
    const started = [];
    for (const ms of BEGUN_BEFORE_MS.toReversed()) {
      started.push(await startCycle());
      await delay(ms);
    }
    await proxy[how]();
    started.push(await startCycle());
    await delay(AWAY_MS);
    await proxy.back();
    const reports = await Promise.all(started.map(async (handle) => handle.result()));
    expect(reports.map(({ status, refusal }) => refusal?.code ?? status)).toEqual(
      started.map(() => 'completed'),
    );
    const missing = await Promise.all(
      started.map(async ({ workflowId }) =>
        (await cycleById(floor.database.db, workflowId))?.sources?.filter(
          ({ status }) => status === 'missing',
        ),
      ),
    );
    expect(missing).toEqual(started.map(() => []));
  },
  90_000,
);
