import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { stopEntries } from '../db/queries/orders/stop-entries.ts';
import type { OrderChanges } from '../domain/order.ts';
import type { OrderInput } from '../domain/ordering/order-intent.ts';
import { eventually } from '../tests/support/eventually.ts';
import { type OrderDesk, openOrderDesk, type PlacedOrder } from '../tests/support/order-desk.ts';
import { buy, sell } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import type { cancelOrders } from './cancel-orders.ts';
import { cancelOrdersWorkflowId, cancelUpdate, TASK_QUEUES } from './messages.ts';

let floor: TradingFloor;
let desk: OrderDesk;
const PIN = { bid: 99.98, ask: 100.02, last: 100 };

beforeAll(async () => {
  floor = await openTradingFloor();
  await Promise.all(['AAPL', 'MSFT', 'SPY'].map((symbol) => floor.sandbox.control.pinQuote(symbol, PIN)));
  await floor.startWorker();
  desk = await openOrderDesk(floor);
}, 120_000);
afterAll(() => floor?.close());
afterEach(() => floor.sandbox.control.clearFaults());

const limitBuy = (symbol: string, qty: string, limitPrice: string) =>
  ({ ...buy(symbol, qty), type: 'limit', limitPrice, timeInForce: 'gtc' }) as const;

async function resting(symbol: string, qty: string, limitPrice = '90'): Promise<PlacedOrder> {
  const placed = await desk.place(limitBuy(symbol, qty, limitPrice));
  expect(placed.acknowledged.refusal).toBeUndefined();
  await desk.until(placed.clientOrderId, { broker: 'new' });
  return placed;
}

async function replace(
  original: PlacedOrder,
  changes: OrderChanges,
  id = `t-${randomUUID()}`,
): Promise<PlacedOrder> {
  const { clientOrderId } = original;
  const request = limitBuy('AAPL', '1', '1');
  return desk.place(request, { clientOrderId: id, replaces: { clientOrderId, changes } });
}

const patchOf = async (original: PlacedOrder) => ({
  system: 'alpaca-trading',
  method: 'PATCH',
  path: `/v2/orders/${(await desk.row(original.clientOrderId)).brokerOrderId}`,
});

describe('a replacement', () => {
  test('takes the order’s place with an id of its own, linked both ways, and reserves no more than itself', async () => {
    const original = await resting('AAPL', '5');
    const replaced = await replace(original, { limitPrice: '91', qty: '6' });
    expect(replaced.acknowledged.status).toBe('accepted');
    expect((await original.handle.result()).status).toBe('replaced');
    const [old, fresh] = [await desk.row(original.clientOrderId), await desk.row(replaced.clientOrderId)];
    expect(old).toMatchObject({ replacedBy: fresh.clientOrderId, reservedNotional: '0' });
    expect(fresh).toMatchObject({ replaces: old.clientOrderId, qty: '6', limitPrice: '91' });
    expect(fresh.brokerOrderId).not.toBe(old.brokerOrderId);
    expect(Number(fresh.reservedNotional)).toBe(546);
    const again = await replace(original, { limitPrice: '92' });
    expect(again.acknowledged.refusal).toMatchObject({ code: 'ORDER_NOT_REPLACEABLE' });
    const second = await replace(replaced, { limitPrice: '101' });
    expect(await second.handle.result()).toMatchObject({ status: 'filled', filledQty: '6' });
    expect((await replaced.handle.result()).status).toBe('replaced');
  });

  test('loses to a fill: it is rejected, the fill stands, and no share is traded twice', async () => {
    const original = await resting('MSFT', '4');
    await floor.sandbox.control.fault({ ...(await patchOf(original)), effect: 'slow-replace', ms: 4_000 });
    const replaced = await replace(original, { limitPrice: '91' });
    expect(replaced.acknowledged.status).toBe('accepted');
    await floor.sandbox.control.pinQuote('MSFT', { bid: 85, ask: 85.02, last: 85 });
    expect(await original.handle.result()).toMatchObject({ status: 'filled', filledQty: '4' });
    expect(await replaced.handle.result()).toMatchObject({ status: 'rejected', filledQty: '0' });
    expect(await desk.held('MSFT')).toBe('4');
    expect(await desk.row(original.clientOrderId)).toMatchObject({ replacedBy: null });
    await floor.sandbox.control.pinQuote('MSFT', PIN);
  });

  test('of a partly filled order trades only what is left', async () => {
    await floor.sandbox.control.pinQuote('SPY', { ...PIN, askSize: 2 });
    const original = await desk.place(limitBuy('SPY', '5', '100.02'));
    await desk.until(original.clientOrderId, 'partially_filled');
    const replaced = await replace(original, { limitPrice: '100.03' });
    expect(replaced.acknowledged.status).toBe('accepted');
    await desk.until(original.clientOrderId, 'replaced');
    await floor.sandbox.control.pinQuote('SPY', PIN);
    expect(await replaced.handle.result()).toMatchObject({ status: 'filled', filledQty: '3' });
    expect(await desk.held('SPY')).toBe('5');
    const rest = [await desk.row(original.clientOrderId), await desk.row(replaced.clientOrderId)];
    expect(rest.map(({ filledQty }) => filledQty)).toEqual(['2', '3']);
  });

  test.each([
    ['accept-then-drop', {}],
    ['accept-then-status', { status: 500 }],
    ['reset', {}],
    ['status', { status: 503 }],
  ])('whose answer is lost (%s) settles itself, with one order at the broker', async (effect, more) => {
    const original = await resting('AAPL', '1', '80');
    await floor.sandbox.control.fault({ ...(await patchOf(original)), effect, ...more, times: 1 });
    const replaced = await replace(original, { limitPrice: '81' });
    expect(['unknown', 'accepted']).toContain(replaced.acknowledged.status);
    await desk.until(replaced.clientOrderId, 'accepted');
    expect((await original.handle.result()).status).toBe('replaced');
    expect(await floor.sandbox.control.orders(replaced.clientOrderId)).toHaveLength(1);
  });

  test('that the broker took and does not show is not called rejected when the request is sent again and refused', async () => {
    const original = await resting('AAPL', '1', '80');
    await floor.sandbox.control.resetRequests();
    await floor.sandbox.control.fault({ system: 'trade-updates', effect: 'lose-event' });
    const lookUp = { system: 'alpaca-trading', method: 'GET', path: '/v2/orders:by_client_order_id' };
    await floor.sandbox.control.fault({ ...lookUp, effect: 'status', status: 404 });
    await floor.sandbox.control.fault({ ...(await patchOf(original)), effect: 'accept-then-drop', times: 1 });
    const replaced = await replace(original, { limitPrice: '81' });
    expect(replaced.acknowledged.status).toBe('unknown');
    await eventually(
      'it is sent again',
      async () => {
        const { requests } = await floor.sandbox.control.requests();
        const patch = requests.find(({ method }) => method === 'PATCH');
        return patch !== undefined && patch.count > 1 ? true : undefined;
      },
      15_000,
    );
    expect((await desk.row(replaced.clientOrderId)).status).not.toBe('rejected');
    await floor.sandbox.control.clearFaults();
    expect((await desk.until(replaced.clientOrderId, 'accepted')).replaces).toBe(original.clientOrderId);
  });

  test('asked for by a worker that is killed while the answer is on its way is found, not sent again', async () => {
    const original = await resting('AAPL', '1', '80');
    await floor.sandbox.control.fault({
      ...(await patchOf(original)),
      effect: 'accept-then-drop',
      ms: 3_000,
      times: 1,
    });
    const clientOrderId = `t-${randomUUID()}`;
    const replacing = replace(original, { limitPrice: '81' }, clientOrderId);
    await eventually(
      'the broker has the replacement',
      async () => (await floor.sandbox.control.orders(clientOrderId)).at(0),
      15_000,
    );
    await floor.killWorker();
    await floor.startWorker();
    await replacing;
    expect((await original.handle.result()).status).toBe('replaced');
    expect(await desk.until(clientOrderId, 'accepted')).toMatchObject({ replaces: original.clientOrderId });
    expect(await floor.sandbox.control.orders(clientOrderId)).toHaveLength(1);
  });

  test('ends with the order it replaces when that is cancelled on the way', async () => {
    const original = await resting('AAPL', '1', '80');
    await floor.sandbox.control.fault({ ...(await patchOf(original)), effect: 'slow-replace', ms: 1_500 });
    const replaced = await replace(original, { limitPrice: '81' });
    await original.handle.executeUpdate(cancelUpdate);
    expect(['replaced', 'canceled']).toContain((await original.handle.result()).status);
    expect(['canceled', 'rejected']).toContain((await replaced.handle.result()).status);
  });

  test('is refused by name when it changes nothing, or the order is in dollars', async () => {
    const original = await resting('AAPL', '1', '80');
    const same = await replace(original, { limitPrice: '80' });
    expect(same.acknowledged.refusal).toMatchObject({ code: 'NOTHING_CHANGES' });
    const unfit = await replace(original, { stopPrice: '70' });
    expect(unfit.acknowledged.refusal).toMatchObject({ facts: { field: 'stopPrice' } });
  });
});

describe('the close of a position', () => {
  const close = (
    symbol: string,
    part: Omit<NonNullable<OrderInput['close']>, 'cancelOrders'>,
    cancel = false,
  ) => desk.place(sell(symbol, '1'), { close: { ...part, cancelOrders: cancel } });

  test('sells a share of what is held, then the rest, and then there is nothing to close', async () => {
    const before = Number(await desk.held('SPY'));
    expect(before).toBe(5);
    const part = await close('SPY', { percentage: '50' });
    expect(await part.handle.result()).toMatchObject({ status: 'filled', filledQty: '2.5' });
    const tooMuch = await close('SPY', { qty: '3' });
    expect(tooMuch.acknowledged.refusal).toMatchObject({ code: 'CLOSE_EXCEEDS_POSITION' });
    const rest = await close('SPY', {});
    expect(await rest.handle.result()).toMatchObject({ status: 'filled', filledQty: '2.5' });
    expect(await desk.held('SPY')).toBe('0');
    const nothing = await close('SPY', {});
    expect(nothing.acknowledged.refusal).toMatchObject({ code: 'POSITION_NOT_HELD' });
  });

  test('is refused while an exit holds the shares, and ends the exit first when asked to', async () => {
    expect(await desk.held('MSFT')).toBe('4');
    const exit = await desk.place({ ...sell('MSFT', '4'), type: 'limit', limitPrice: '150' });
    const held = await close('MSFT', {});
    expect(held.acknowledged.refusal).toMatchObject({ code: 'SHORT_NOT_ALLOWED' });
    const freed = await close('MSFT', {}, true);
    expect(await freed.handle.result()).toMatchObject({ status: 'filled', filledQty: '4' });
    expect((await exit.handle.result()).status).toBe('canceled');
    expect(await desk.held('MSFT')).toBe('0');
  });
});

test('cancelling all ends every open order of the account', async () => {
  const open = [await resting('SPY', '1'), await resting('MSFT', '2')];
  const { id: accountId } = floor.account;
  const wishes = await floor.client.workflow.execute<typeof cancelOrders>('cancelOrders', {
    workflowId: cancelOrdersWorkflowId(accountId, randomUUID()),
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId }],
  });
  for (const { handle, clientOrderId } of open) {
    expect(wishes).toContainEqual(expect.objectContaining({ clientOrderId, brokerStatus: 200 }));
    expect((await handle.result()).status).toBe('canceled');
  }
});

test('cancelling the entries leaves the exits of what is held at the broker', async () => {
  const { id: accountId } = floor.account;
  await floor.sandbox.control.pinQuote('SPY', PIN);
  const bought = await desk.place(buy('SPY', '3'));
  expect((await bought.handle.result()).status).toBe('filled');
  const exit = await desk.place({ ...sell('SPY', '3'), type: 'limit', limitPrice: '150' });
  await desk.until(exit.clientOrderId, { broker: 'new' });
  const entries = [await resting('AAPL', '1'), await resting('MSFT', '2')];
  // As the API does it: in the ledger first, then at the broker.
  await floor.database.db.transaction().execute(async (tx) => {
    const user = { id: floor.account.userId, email: 'somebody@example.test' };
    expect(await stopEntries(tx, user, 'is disabled')).toEqual(new Map([[accountId, 2]]));
  });
  const wishes = await floor.client.workflow.execute<typeof cancelOrders>('cancelOrders', {
    workflowId: cancelOrdersWorkflowId(accountId, randomUUID()),
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId, only: 'entries' }],
  });
  expect(new Set(wishes.map(({ clientOrderId }) => clientOrderId))).toEqual(
    new Set(entries.map(({ clientOrderId }) => clientOrderId)),
  );
  for (const { handle } of entries) expect((await handle.result()).status).toBe('canceled');
  const refused = await desk.place(limitBuy('AAPL', '1', '90'));
  expect(refused.acknowledged.refusal).toMatchObject({
    code: 'ENTRIES_STOPPED',
    facts: { latch: 'USER_MAY_NOT_TRADE', why: 'is disabled' },
  });
  expect(await desk.row(exit.clientOrderId)).toMatchObject({ status: 'accepted', cancelRequestedAt: null });
  await floor.sandbox.control.pinQuote('SPY', { bid: 151, ask: 151.02, last: 151 });
  expect(await exit.handle.result()).toMatchObject({ status: 'filled', filledQty: '3' });
});
