import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accountById } from '../db/queries/accounts/broker-accounts.ts';
import { fillsOfOrder } from '../db/queries/books/fills.ts';
import { eventsOfOrder } from '../db/queries/orders/order-events.ts';
import { alpacaClient } from '../tests/support/alpaca-client.ts';
import { eventually } from '../tests/support/eventually.ts';
import { type OrderDesk, openOrderDesk } from '../tests/support/order-desk.ts';
import { buy } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { TASK_QUEUES } from './messages.ts';
import type { reconciliation } from './reconciliation.ts';

let floor: TradingFloor;
let desk: OrderDesk;

const pin = (symbol: string, last: number, bidSize?: number) =>
  floor.sandbox.control.pinQuote(symbol, {
    bid: last,
    ask: last,
    last,
    ...(bidSize === undefined ? {} : { bidSize }),
  });

beforeAll(async () => {
  floor = await openTradingFloor();
  await Promise.all(['AAPL', 'MSFT', 'SPY', 'NVDA', 'AMZN'].map((symbol) => pin(symbol, 100)));
  await floor.startWorker();
  desk = await openOrderDesk(floor);
}, 120_000);
afterAll(() => floor?.close());
afterEach(() => floor.sandbox.control.clearFaults());

/** Buys through the order workflow; gives the order and the id of its one execution. */
async function bought(symbol: string, qty: string) {
  const { clientOrderId } = await desk.place({ ...buy(symbol, qty), timeInForce: 'fok' });
  await desk.until(clientOrderId, 'filled');
  const [fill, ...others] = await fillsOfOrder(floor.database.db, clientOrderId);
  if (fill === undefined || others.length > 0) throw new Error(`${others.length + 1} fills`);
  return { clientOrderId, executionId: fill.executionId };
}

async function reconcile(): Promise<number | undefined> {
  const [summary] = await floor.client.workflow.execute<typeof reconciliation>('reconciliation', {
    workflowId: `reconciliation:${randomUUID()}`,
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId: floor.account.id }],
  });
  return summary?.drift;
}

/** Waits until cash and holding of the ledger are what the broker says to its last digit, and compares the books. */
async function expectTheBrokersBooks(symbol: string): Promise<void> {
  const { account, positions } = alpacaClient(floor.sandbox.url, floor.account.keyRef);
  await eventually(
    'the ledger is the broker’s',
    async () => {
      const [ours, theirs, holdings] = await Promise.all([
        accountById(floor.database.db, floor.account.id),
        account.getAccount(),
        positions.getAllOpenPositions(),
      ]);
      const held = holdings.find((position) => position.symbol === symbol)?.qty ?? '0';
      return ours?.cash === theirs.cash && (await desk.held(symbol)) === held ? true : undefined;
    },
    30_000,
  );
  expect(await reconcile()).toBe(0);
}

test('a bust that the stream tells of leaves order, position and cash, and the history says so', async () => {
  const { clientOrderId, executionId } = await bought('AAPL', '3');
  await floor.sandbox.control.bust(executionId);
  await expectTheBrokersBooks('AAPL');
  expect(await desk.held('AAPL')).toBe('0');
  expect(await desk.row(clientOrderId)).toMatchObject({
    status: 'filled',
    filledQty: '0',
    filledAvgPrice: null,
    brokerFilledQty: '0',
    isExposed: false,
  });
  const events = await eventsOfOrder(floor.database.db, floor.account.userId, clientOrderId);
  expect(events.at(-1)).toMatchObject({ kind: 'fill-busted', data: { executionId, knownFrom: 'stream' } });
}, 120_000);

test('a corrected trade stands with its new price and quantity', async () => {
  const { clientOrderId, executionId } = await bought('MSFT', '4');
  await floor.sandbox.control.bust(executionId, { price: '99.37', qty: '3' });
  await expectTheBrokersBooks('MSFT');
  expect(await desk.row(clientOrderId)).toMatchObject({ filledQty: '3', filledAvgPrice: '99.37' });
  const [fill] = await fillsOfOrder(floor.database.db, clientOrderId);
  expect(fill).toMatchObject({ qty: '3', price: '99.37', bookedFrom: 'stream' });
}, 120_000);

test('a bust that the stream has lost is found over REST', async () => {
  const { clientOrderId, executionId } = await bought('SPY', '2');
  await floor.sandbox.control.fault({ system: 'trade-updates', effect: 'lose-event', times: 1 });
  await floor.sandbox.control.bust(executionId);
  expect(await reconcile()).toBe(0);
  await expectTheBrokersBooks('SPY');
  const events = await eventsOfOrder(floor.database.db, floor.account.userId, clientOrderId);
  expect(events.at(-1)).toMatchObject({ kind: 'fill-busted', data: { knownFrom: 'rest' } });
}, 120_000);

test('a trade that is corrected and then busted while no worker runs is out when one is back', async () => {
  const { clientOrderId, executionId } = await bought('NVDA', '5');
  await floor.killWorker();
  await floor.sandbox.control.bust(executionId, { price: '90', qty: '5' });
  const { activities } = alpacaClient(floor.sandbox.url, floor.account.keyRef);
  const [corrected] = await activities.getAccountActivities({});
  await floor.sandbox.control.bust(String(corrected?.['id']).split('::')[1] ?? '');
  await floor.startWorker();
  await expectTheBrokersBooks('NVDA');
  expect(await desk.row(clientOrderId)).toMatchObject({ filledQty: '0', isExposed: false });
}, 120_000);

test('an exit that the exchange restates, because the other one has filled in part, is smaller in the ledger', async () => {
  const entry = await desk.place({
    ...buy('AMZN', '4'),
    orderClass: 'bracket',
    takeProfit: { limitPrice: '110' },
    stopLoss: { stopPrice: '90' },
  });
  await desk.until(entry.clientOrderId, 'filled');
  const stop = (await desk.legs(entry.clientOrderId)).find(({ type }) => type === 'stop');
  const id = stop?.clientOrderId ?? '';
  await desk.until(id, { broker: 'new' });
  await pin('AMZN', 111, 1);
  const restated = await eventually(
    'the exit is smaller',
    async () => {
      const row = await desk.row(id);
      return row.qty === '4' ? undefined : row;
    },
    30_000,
  );
  expect(restated).toMatchObject({ qty: '3', status: 'accepted' });
  const events = await eventsOfOrder(floor.database.db, floor.account.userId, id);
  expect(events.find(({ kind }) => kind === 'restated')).toMatchObject({ data: { qty: '3' } });
  expect(await reconcile()).toBe(0);
}, 120_000);
