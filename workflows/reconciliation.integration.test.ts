import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountById } from '../db/queries/accounts/broker-accounts.ts';
import { latestReconciliation } from '../db/queries/books/reconciliations.ts';
import { alpacaClient } from '../tests/support/alpaca-client.ts';
import { eventually } from '../tests/support/eventually.ts';
import { anAccount } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { TASK_QUEUES } from './messages.ts';
import type { reconciliation } from './reconciliation.ts';

let floor: TradingFloor;

beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.sandbox.control.pinQuote('MSFT', { bid: 199.98, ask: 200.02, last: 200 });
}, 60_000);
afterAll(() => floor?.close());

async function reconcile() {
  const [summary] = await floor.client.workflow.execute<typeof reconciliation>('reconciliation', {
    workflowId: `reconciliation:${randomUUID()}`,
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId: floor.account.id }],
  });
  if (summary === undefined) throw new Error('nothing was reconciled');
  return summary;
}

async function boughtElsewhere(qty: string): Promise<string> {
  const { orders } = alpacaClient(floor.sandbox.url, floor.account.keyRef);
  const clientOrderId = `app-${randomUUID()}`;
  await orders.postOrder({
    postOrderRequest: { symbol: 'MSFT', qty, side: 'buy', type: 'market', timeInForce: 'day', clientOrderId },
  });
  await eventually('it is filled', async () => {
    const [order] = await floor.sandbox.control.orders(clientOrderId);
    return order?.status === 'filled' ? order : undefined;
  });
  return clientOrderId;
}

async function books() {
  const { db } = floor.database;
  const [account, positions, orders, fills] = await Promise.all([
    accountById(db, floor.account.id),
    db.selectFrom('positions').selectAll().orderBy('symbol').execute(),
    db.selectFrom('orders').selectAll().orderBy('clientOrderId').execute(),
    db.selectFrom('fills').selectAll().orderBy('executionId').execute(),
  ]);
  return { cash: account?.cash, positions, orders, fills };
}

test('takes the broker’s books as the beginning, with what was held before', async () => {
  await boughtElsewhere('3');
  await floor.startWorker();
  await eventually(
    'the books are adopted',
    async () => ((await accountById(floor.database.db, floor.account.id))?.adoptedAt ? true : undefined),
    30_000,
  );
  expect(await reconcile()).toMatchObject({ drift: 0 });
  const { cash, positions } = await books();
  expect(cash).toBe('99399.94');
  expect(positions).toMatchObject([{ symbol: 'MSFT', qty: '3', avgEntryPrice: '200.02' }]);
}, 60_000);

test('adopts a trade made in the broker’s own app, and marks it external', async () => {
  const clientOrderId = await boughtElsewhere('2');
  expect(await reconcile()).toMatchObject({ drift: 0 });
  const { orders, positions } = await books();
  expect(orders.find((order) => order.clientOrderId === clientOrderId)).toMatchObject({
    source: 'external',
    status: 'filled',
    filledQty: '2',
  });
  expect(positions).toMatchObject([{ symbol: 'MSFT', qty: '5' }]);
});

test('takes in what was traded while no worker was running', async () => {
  await floor.killWorker();
  const clientOrderId = await boughtElsewhere('4');
  await floor.startWorker();
  expect(await reconcile()).toMatchObject({ drift: 0 });
  const { orders, positions } = await books();
  expect(orders.find((order) => order.clientOrderId === clientOrderId)).toMatchObject({ filledQty: '4' });
  expect(positions).toMatchObject([{ symbol: 'MSFT', qty: '9' }]);
}, 60_000);

test('run again, it changes nothing', async () => {
  const before = await books();
  expect(await reconcile()).toMatchObject({ drift: 0 });
  expect(await books()).toEqual(before);
});

test('counts a difference that nothing explains, with its evidence', async () => {
  const { db } = floor.database;
  await db.updateTable('brokerAccounts').set({ cash: '1' }).where('id', '=', floor.account.id).execute();
  expect(await reconcile()).toMatchObject({ drift: 1 });
  const found = await latestReconciliation(db, floor.account.id);
  expect(found?.differences).toMatchObject([{ kind: 'cash', ledger: '1' }]);
});

test('a broker that cannot be read is not a flat account: the books stay, and it is asked again', async () => {
  const { db } = floor.database;
  const before = await books();
  const count = async () => (await db.selectFrom('reconciliations').select('id').execute()).length;
  const rows = await count();
  await floor.sandbox.control.fault({
    system: 'alpaca-trading',
    method: 'GET',
    path: '/v2/positions',
    effect: 'status',
    status: 500,
    times: 2,
  });
  await reconcile();
  expect(await books()).toEqual(before);
  expect(await count()).toBeGreaterThan(rows);
});

test('an account whose key the broker does not take holds up no other one', async () => {
  const { db } = floor.database;
  // The first of all, and refused by the broker whatever it is asked.
  const { id } = await anAccount(db);
  await sql`update broker_accounts set key_ref = 'INVALID', created_at = to_timestamp(0) where id = ${id}`.execute(
    db,
  );
  const before = await latestReconciliation(db, floor.account.id);
  const run = await floor.client.workflow.start<typeof reconciliation>('reconciliation', {
    workflowId: `reconciliation:${randomUUID()}`,
    taskQueue: TASK_QUEUES.orders,
    args: [],
  });
  await eventually('the other one is reconciled', async () => {
    const latest = await latestReconciliation(db, floor.account.id);
    return latest?.id === before?.id ? undefined : latest;
  });
  expect((await run.describe()).status.name).toBe('RUNNING');
  expect(await latestReconciliation(db, id)).toBeUndefined();
  await run.terminate();
});
