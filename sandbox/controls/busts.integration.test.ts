import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type AlpacaClient,
  alpacaClient,
  type FollowedUpdates,
  followUpdates,
} from '../../tests/support/alpaca-client.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';

let sandbox: RunningSandbox;
let client: AlpacaClient;
let followed: FollowedUpdates;
let keys = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 });
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  keys += 1;
  client = alpacaClient(sandbox.url, `BUSTS-${keys}`);
  followed = await followUpdates(sandbox.url, `BUSTS-${keys}`);
  await pin(100);
  return () => followed.close();
});

async function pin(price: number, askSize?: number): Promise<void> {
  const size = askSize === undefined ? {} : { askSize };
  await sandbox.control.pinQuote('AAPL', { bid: price, ask: price, last: price, ...size });
}

/** Buys at the pinned price; gives the id of the execution that the stream tells of. */
async function bought(qty: number, clientOrderId: string): Promise<string> {
  await client.orders.market({ symbol: 'AAPL', side: 'buy', qty, clientOrderId, timeInForce: 'fok' });
  const fill = await eventually('a fill', () =>
    followed.updates.find(({ event, order }) => event === 'fill' && order.clientOrderId === clientOrderId),
  );
  return String(fill.executionId);
}

function bust(body: unknown): Promise<Response> {
  return fetch(`${sandbox.url}/_sandbox/busts`, { method: 'POST', body: JSON.stringify(body) });
}

test('a busted trade is gone from cash, position, order and activities, and is told', async () => {
  const kept = await bought(2, `kept-${keys}`);
  await pin(200);
  const busted = await bought(3, `busted-${keys}`);
  expect((await client.account.getAccount()).cash).toBe('99200');
  expect((await bust({ execution_id: busted })).status).toBe(200);
  expect((await client.account.getAccount()).cash).toBe('99800');
  expect(await client.positions.getAllOpenPositions()).toMatchObject([{ qty: '2', avgEntryPrice: '100' }]);
  const order = await client.orders.getOrderByClientOrderId({ clientOrderId: `busted-${keys}` });
  expect(order).toMatchObject({ status: 'filled', filledQty: '0', filledAvgPrice: undefined });
  const activities = await client.activities.getAccountActivities({});
  expect(activities.map((row) => String(row['id']).split('::')[1])).toEqual([kept]);
  const told = await eventually('the event', () =>
    followed.updates.find(({ event }) => event === 'trade_bust'),
  );
  expect(told).toMatchObject({ previous_execution_id: busted, qty: '3', price: '200', positionQty: '2' });
  expect(told.order).toMatchObject({ id: order.id, filledQty: '0' });
  expect((await bust({ execution_id: busted })).status).toBe(400);
});

test('a corrected trade stands with its new price and quantity under a new execution id', async () => {
  const wrong = await bought(4, `wrong-${keys}`);
  const response = await bust({ execution_id: wrong, correct: { price: '99.5', qty: 3 } });
  expect(response.status).toBe(200);
  expect((await client.account.getAccount()).cash).toBe('99701.5');
  expect(await client.positions.getAllOpenPositions()).toMatchObject([{ qty: '3', avgEntryPrice: '99.5' }]);
  expect(await client.orders.getOrderByClientOrderId({ clientOrderId: `wrong-${keys}` })).toMatchObject({
    filledQty: '3',
    filledAvgPrice: '99.5',
  });
  const told = await eventually('the event', () =>
    followed.updates.find(({ event }) => event === 'trade_correct'),
  );
  expect(told).toMatchObject({ previous_execution_id: wrong, qty: '3', price: '99.5', positionQty: '3' });
  expect(told.executionId).not.toBe(wrong);
  const [activity, ...others] = await client.activities.getAccountActivities({});
  expect(others).toEqual([]);
  expect(activity).toMatchObject({ qty: '3', price: '99.5' });
  expect(String(activity?.['id'])).toContain(String(told.executionId));
});

test('an open order wants the busted shares again', async () => {
  await pin(100, 2);
  const order = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 5, limitPrice: 100 });
  const part = await eventually('a part', () =>
    followed.updates.find(({ event }) => event === 'partial_fill'),
  );
  await bust({ execution_id: part.executionId });
  const orderId = String(order.id);
  expect(await client.orders.getOrderByOrderID({ orderId })).toMatchObject({ status: 'new', filledQty: '0' });
  await pin(100);
  expect(await client.orders.getOrderByOrderID({ orderId })).toMatchObject({
    status: 'filled',
    filledQty: '5',
  });
  expect((await client.account.getAccount()).cash).toBe('99500');
});

test('busts survive a restart', async () => {
  const busted = await bought(3, `again-${keys}`);
  await bought(1, `stands-${keys}`);
  await bust({ execution_id: busted });
  const picture = async () => [
    await client.positions.getAllOpenPositions(),
    await client.activities.getAccountActivities({}),
    (await client.account.getAccount()).cash,
  ];
  const before = await picture();
  followed.close();
  await sandbox.restart();
  expect(await picture()).toEqual(before);
});

test.each([
  [{}, 'execution_id'],
  [{ execution_id: 'none' }, 'execution_id'],
  [{ execution_id: 'none', correct: { price: 1 } }, 'correct'],
  [{ execution_id: 'none', correct: { price: 0, qty: 1 } }, 'correct'],
  [{ execution_id: 'none', reason: 'x' }, 'reason'],
])('%j is refused', async (body, field) => {
  const response = await bust(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ field });
});
