import { ApiError, type trading } from '@alpacahq/alpaca-trade-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type AlpacaClient,
  alpacaClient,
  type FollowedUpdates,
  followUpdates,
} from '../../../tests/support/alpaca-client.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../../tests/support/sandbox.ts';

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
  client = alpacaClient(sandbox.url, `CHANGES-${keys}`);
  followed = await followUpdates(sandbox.url, `CHANGES-${keys}`);
  await sandbox.control.clearFaults();
  await pin(100);
  return () => followed.close();
});

async function pin(price: number, askSize?: number): Promise<void> {
  const size = askSize === undefined ? {} : { askSize };
  await sandbox.control.pinQuote('AAPL', { bid: price, ask: price, last: price, ...size });
}

function read(orderId: string | undefined): Promise<trading.Order> {
  return client.orders.getOrderByOrderID({ orderId: String(orderId) });
}

function reaches(orderId: string | undefined, status: string): Promise<trading.Order> {
  return eventually(status, async () => {
    const order = await read(orderId);
    return order.status === status ? order : undefined;
  });
}

async function resting(qty = 5): Promise<string> {
  const { id } = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty, limitPrice: 90 });
  await reaches(id, 'new');
  return String(id);
}

/** The events told of these orders, once there are as many as expected: `1 new` is of the first order. */
async function told(orderIds: readonly (string | undefined)[], count: number): Promise<readonly string[]> {
  const events = () =>
    followed.updates.map(({ event, order }) => `${orderIds.indexOf(order.id) + 1} ${event}`);
  return eventually(`${count} events`, () => (events().length >= count ? events() : undefined)).catch(() =>
    events(),
  );
}

async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof ApiError) return `${error.status} ${error.code} ${error.message}`;
  throw new Error(`a refusal was expected, not ${String(error)}`);
}

test('a cancel is pending until it has reached the exchange, and is not asked for twice', async () => {
  await sandbox.control.fault({ system: 'alpaca-trading', effect: 'slow-cancel', ms: 200 });
  const orderId = await resting();
  await client.orders.deleteOrderByOrderID({ orderId });
  expect((await read(orderId)).status).toBe('pending_cancel');
  expect(await refusal(client.orders.deleteOrderByOrderID({ orderId }))).toMatch(
    /^422 42210000 .*order pending cancel/,
  );
  const patch = { orderId, patchOrderRequest: { limitPrice: '91' } };
  expect(await refusal(client.orders.patchOrderByOrderId(patch))).toMatch(
    /^422 42210000 .*cannot replace order in pending_cancel status/,
  );
  await reaches(orderId, 'canceled');
  expect(await told([orderId], 4)).toEqual(['1 pending_new', '1 new', '1 pending_cancel', '1 canceled']);
});

test('a fill that comes before the cancel wins', async () => {
  await sandbox.control.fault({ system: 'alpaca-trading', effect: 'slow-cancel', ms: 60_000 });
  const orderId = await resting();
  await client.orders.deleteOrderByOrderID({ orderId });
  await pin(89, 2);
  expect(await read(orderId)).toMatchObject({ status: 'pending_cancel', filledQty: '2' });
  await pin(88);
  expect(await read(orderId)).toMatchObject({ status: 'filled', filledQty: '5', canceledAt: undefined });
  expect(await told([orderId], 6)).toEqual([
    '1 pending_new',
    '1 new',
    '1 pending_cancel',
    '1 partial_fill',
    '1 fill',
    '1 order_cancel_rejected',
  ]);
  expect(await refusal(client.orders.deleteOrderByOrderID({ orderId }))).toMatch(
    /^422 42210000 .*order is already in "filled" state/,
  );
});

test('a replacement is pending until it has reached the exchange, and reserves the larger of the two', async () => {
  await sandbox.control.fault({ system: 'alpaca-trading', effect: 'slow-replace', ms: 300 });
  const orderId = await resting(10);
  const patch = { orderId, patchOrderRequest: { qty: '20' } };
  const next = await client.orders.patchOrderByOrderId(patch);
  expect(next).toMatchObject({ status: 'pending_new', replaces: orderId, qty: '20' });
  expect(await read(orderId)).toMatchObject({ status: 'pending_replace', replacedBy: undefined });
  expect((await client.account.getAccount()).buyingPower).toBe('198200');
  expect(await refusal(client.orders.deleteOrderByOrderID({ orderId }))).toMatch(/order pending replace/);
  await reaches(next.id, 'new');
  expect(await read(orderId)).toMatchObject({ status: 'replaced', replacedBy: next.id });
  expect(await told([orderId, next.id], 6)).toEqual([
    '1 pending_new',
    '1 new',
    '1 pending_replace',
    '2 pending_new',
    '1 replaced',
    '2 new',
  ]);
});

test('a fill that comes before the replacement wins, and the replacement is rejected', async () => {
  await sandbox.control.fault({ system: 'alpaca-trading', effect: 'slow-replace', ms: 60_000 });
  const orderId = await resting();
  const patch = { orderId, patchOrderRequest: { limitPrice: '91' } };
  const next = await client.orders.patchOrderByOrderId(patch);
  await pin(89);
  expect(await read(orderId)).toMatchObject({ status: 'filled', replacedBy: undefined });
  const rejected = await read(next.id);
  expect(rejected).toMatchObject({ status: 'rejected', replaces: orderId, filledQty: '0' });
  expect(rejected.failedAt).toBeInstanceOf(Date);
  const events = await told([orderId, next.id], 7);
  expect(events.slice(-3)).toEqual(['1 fill', '2 rejected', '1 order_replace_rejected']);
});

test('what fills before the replacement arrives is taken off it', async () => {
  await sandbox.control.fault({ system: 'alpaca-trading', effect: 'slow-replace', ms: 400 });
  const orderId = await resting(10);
  const patch = { orderId, patchOrderRequest: { limitPrice: '80' } };
  const next = await client.orders.patchOrderByOrderId(patch);
  await pin(89, 4);
  expect(await read(orderId)).toMatchObject({ status: 'pending_replace', filledQty: '4' });
  await reaches(next.id, 'new');
  expect(await read(next.id)).toMatchObject({ qty: '6', filledQty: '0' });
  expect(await read(orderId)).toMatchObject({ status: 'replaced', filledQty: '4' });
});

test('a replacement that is canceled on its way leaves the first order as it was', async () => {
  await sandbox.control.fault({ system: 'alpaca-trading', effect: 'slow-replace', ms: 60_000 });
  const orderId = await resting();
  const patch = { orderId, patchOrderRequest: { limitPrice: '91' } };
  const next = await client.orders.patchOrderByOrderId(patch);
  await client.orders.deleteOrderByOrderID({ orderId: String(next.id) });
  expect((await read(next.id)).status).toBe('canceled');
  expect((await read(orderId)).status).toBe('new');
});

test('canceling all answers 207 with a status for each order', async () => {
  await sandbox.control.fault({ system: 'alpaca-trading', effect: 'slow-cancel', ms: 60_000 });
  const [pending, open] = [await resting(), await resting()];
  await client.orders.deleteOrderByOrderID({ orderId: pending });
  const url = `${sandbox.url}/v2/orders`;
  const headers = { 'APCA-API-KEY-ID': `CHANGES-${keys}` };
  const response = await fetch(url, { method: 'DELETE', headers });
  expect(response.status).toBe(207);
  expect(await response.json()).toEqual([
    { id: pending, status: 500 },
    { id: open, status: 200 },
  ]);
});

test('closing all answers 207 with an order for each position, or why there is none', async () => {
  const { id } = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 2 });
  await reaches(id, 'filled');
  const sale = { symbol: 'AAPL', side: 'sell', qty: 1, limitPrice: 900 } as const;
  const held = await client.orders.limit(sale);
  const url = `${sandbox.url}/v2/positions`;
  const headers = { 'APCA-API-KEY-ID': `CHANGES-${keys}` };
  const refused = await fetch(url, { method: 'DELETE', headers });
  expect(refused.status).toBe(207);
  expect(await refused.json()).toMatchObject([
    {
      symbol: 'AAPL',
      status: 403,
      body: {
        code: 40310000,
        message: 'insufficient qty available for order (requested: 2, available: 1)',
        related_orders: [held.id],
      },
    },
  ]);
  const done = await fetch(`${url}?cancel_orders=True`, { method: 'DELETE', headers });
  expect(await done.json()).toMatchObject([
    { symbol: 'AAPL', status: 200, body: { side: 'sell', type: 'market', qty: '2' } },
  ]);
});

test('a position is closed in part, by quantity or by percentage', async () => {
  const { id } = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 8 });
  await reaches(id, 'filled');
  const quarter = await client.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL', percentage: 25 });
  expect(await reaches(quarter.id, 'filled')).toMatchObject({ qty: '2', positionIntent: 'sell_to_close' });
  const half = await client.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL', qty: 3 });
  await reaches(half.id, 'filled');
  expect(await client.positions.getAllOpenPositions()).toMatchObject([{ qty: '3' }]);
  const tooMuch = client.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL', qty: 4 });
  expect(await refusal(tooMuch)).toMatch(/^403 40310000 .*requested: 4, available: 3/);
  const none = client.positions.deleteOpenPosition({ symbolOrAssetId: 'MSFT' });
  expect(await refusal(none)).toMatch(/^404 40410000 .*position does not exist/);
});

test('a queued order is canceled at once and cannot be replaced', async () => {
  const { nextClose } = await client.clock.legacyClock();
  await sandbox.control.clock({ now: nextClose?.toISOString() ?? '' });
  const { id } = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 90 });
  const orderId = String(id);
  const patch = { orderId, patchOrderRequest: { limitPrice: '91' } };
  expect(await refusal(client.orders.patchOrderByOrderId(patch))).toMatch(
    /^422 42210000 .*cannot replace order in accepted status/,
  );
  await client.orders.deleteOrderByOrderID({ orderId });
  expect((await read(orderId)).status).toBe('canceled');
  expect(await told([orderId], 2)).toEqual(['1 accepted', '1 canceled']);
});
