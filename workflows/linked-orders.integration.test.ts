import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OrderRow } from '../db/schema.ts';
import type { OrderRequest } from '../domain/order.ts';
import { type OrderDesk, openOrderDesk } from '../tests/support/order-desk.ts';
import { buy, sell } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { cancelLegUpdate, cancelUpdate } from './messages.ts';

let floor: TradingFloor;
let desk: OrderDesk;
const POST_ORDERS = { system: 'alpaca-trading', method: 'POST', path: '/v2/orders' };

const price = (last: number) => ({ bid: last - 0.02, ask: last + 0.02, last });
const pin = (symbol: string, last: number) => floor.sandbox.control.pinQuote(symbol, price(last));

beforeAll(async () => {
  floor = await openTradingFloor();
  await Promise.all(['AAPL', 'MSFT', 'SPY', 'NVDA', 'AMZN'].map((symbol) => pin(symbol, 100)));
  await floor.startWorker();
  desk = await openOrderDesk(floor);
}, 120_000);
afterAll(() => floor?.close());
afterEach(() => floor.sandbox.control.clearFaults());

function bracket(request: OrderRequest): OrderRequest {
  return {
    ...request,
    orderClass: 'bracket',
    takeProfit: { limitPrice: '110' },
    stopLoss: { stopPrice: '90' },
  };
}

function exitsOf(legs: readonly OrderRow[]): { readonly profit: OrderRow; readonly stop: OrderRow } {
  const profit = legs.find(({ type }) => type === 'limit');
  const stop = legs.find(({ type }) => type !== 'limit');
  if (profit === undefined || stop === undefined) throw new Error(`${legs.length} legs`);
  return { profit, stop };
}

describe('a bracket', () => {
  test('has its legs in the ledger with the broker’s acceptance, held until the entry is filled', async () => {
    const entry = await desk.place(bracket({ ...buy('AAPL', '4'), type: 'limit', limitPrice: '95' }));
    expect(entry.acknowledged).toMatchObject({ status: 'accepted' });
    const { profit, stop } = exitsOf(await desk.legs(entry.clientOrderId));
    const leg = { source: 'leg', side: 'sell', qty: '4', status: 'accepted', brokerStatus: 'held' };
    expect(profit).toMatchObject({ ...leg, limitPrice: '110', parentClientOrderId: entry.clientOrderId });
    expect(stop).toMatchObject({ ...leg, stopPrice: '90', reservedNotional: '0' });
    expect(Number((await desk.row(entry.clientOrderId)).reservedNotional)).toBeGreaterThanOrEqual(380);

    await entry.handle.executeUpdate(cancelUpdate);
    expect(await entry.handle.result()).toMatchObject({ status: 'canceled' });
    const ended = await desk.legs(entry.clientOrderId);
    expect(ended.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  });

  test('is followed to its end: the entry fills, the take-profit wins, the stop-loss is cancelled', async () => {
    const entry = await desk.place(bracket(buy('AAPL', '3')));
    await desk.until(entry.clientOrderId, 'filled');
    expect(await desk.held('AAPL')).toBe('3');
    const { profit, stop } = exitsOf(await desk.legs(entry.clientOrderId));
    await desk.until(profit.clientOrderId, { broker: 'new' });
    expect((await entry.handle.describe()).status.name).toBe('RUNNING');

    await pin('AAPL', 111);
    const ended = await entry.handle.result();
    expect(ended).toMatchObject({ status: 'filled', filledQty: '3' });
    expect(ended.legs?.map(({ type, status }) => [type, status])).toEqual(
      expect.arrayContaining([
        ['limit', 'filled'],
        ['stop', 'canceled'],
      ]),
    );
    expect(await desk.row(profit.clientOrderId)).toMatchObject({ status: 'filled', filledQty: '3' });
    expect(await desk.row(stop.clientOrderId)).toMatchObject({ status: 'canceled', filledQty: '0' });
    expect(await desk.held('AAPL')).toBe('0');
    await pin('AAPL', 100);
  });

  test('ends by its stop-loss, whose fills are booked like any other', async () => {
    const entry = await desk.place(bracket(buy('MSFT', '2')));
    await desk.until(entry.clientOrderId, 'filled');
    const { profit, stop } = exitsOf(await desk.legs(entry.clientOrderId));
    await desk.until(stop.clientOrderId, { broker: 'new' });
    await pin('MSFT', 89);
    await entry.handle.result();
    expect(await desk.row(stop.clientOrderId)).toMatchObject({ status: 'filled', filledQty: '2' });
    expect((await desk.row(profit.clientOrderId)).status).toBe('canceled');
    expect(await desk.held('MSFT')).toBe('0');
    await pin('MSFT', 100);
  });

  test('found after a lost answer has its legs too', async () => {
    await floor.sandbox.control.fault({ ...POST_ORDERS, effect: 'accept-then-drop', times: 1 });
    const entry = await desk.place(bracket({ ...buy('SPY', '1'), type: 'limit', limitPrice: '95' }));
    await desk.until(entry.clientOrderId, 'accepted');
    expect(await floor.sandbox.control.orders(entry.clientOrderId)).toHaveLength(1);
    await expect.poll(async () => (await desk.legs(entry.clientOrderId)).length, { timeout: 10_000 }).toBe(2);
    const { stop } = exitsOf(await desk.legs(entry.clientOrderId));
    await entry.handle.executeUpdate(cancelLegUpdate, { args: [{ clientOrderId: stop.clientOrderId }] });
    expect(await entry.handle.result()).toMatchObject({ status: 'canceled' });
  });

  test('whose exits lie on the wrong side of its price is refused by the field, and nothing is sent', async () => {
    const request = bracket({ ...buy('SPY', '1'), type: 'limit', limitPrice: '120' });
    const { acknowledged, clientOrderId } = await desk.place(request);
    expect(acknowledged.refusal).toMatchObject({
      code: 'ORDER_MALFORMED',
      facts: { field: 'takeProfit.limitPrice', value: '110' },
    });
    expect(await floor.sandbox.control.orders(clientOrderId)).toEqual([]);
  });
});

describe('an OTO', () => {
  test('protects its entry with the one exit it has', async () => {
    const entry = await desk.place({
      ...buy('NVDA', '2'),
      orderClass: 'oto',
      stopLoss: { stopPrice: '90', limitPrice: '80' },
    });
    await desk.until(entry.clientOrderId, 'filled');
    const [stop, ...others] = await desk.legs(entry.clientOrderId);
    expect(others).toEqual([]);
    expect(stop).toMatchObject({ type: 'stop_limit', stopPrice: '90', limitPrice: '80', qty: '2' });
    await desk.until(stop?.clientOrderId ?? '', { broker: 'new' });
    await pin('NVDA', 89);
    await entry.handle.result();
    expect(await desk.held('NVDA')).toBe('0');
    await pin('NVDA', 100);
  });
});

describe('an OCO', () => {
  const oco: OrderRequest = {
    ...sell('AMZN', '5'),
    type: 'limit',
    timeInForce: 'gtc',
    orderClass: 'oco',
    takeProfit: { limitPrice: '110' },
    stopLoss: { stopPrice: '90' },
  };

  test('holds the shares of both exits once, and ends when one of them is filled', async () => {
    const before = await desk.place(oco);
    expect(before.acknowledged.refusal).toMatchObject({
      code: 'ORDER_MALFORMED',
      facts: { field: 'orderClass' },
    });
    await (await desk.place(buy('AMZN', '8'))).handle.result();
    const exits = await desk.place(oco);
    expect(exits.acknowledged.status).toBe('accepted');
    const [stop] = await desk.legs(exits.clientOrderId);
    expect(stop).toMatchObject({ side: 'sell', stopPrice: '90', source: 'leg' });

    const tooMany = await desk.place({ ...sell('AMZN', '4'), type: 'limit', limitPrice: '120' });
    expect(tooMany.acknowledged.refusal).toMatchObject({ code: 'SHORT_NOT_ALLOWED' });
    const rest = await desk.place({ ...sell('AMZN', '3'), type: 'limit', limitPrice: '120' });
    expect(rest.acknowledged.status).toBe('accepted');
    await rest.handle.executeUpdate(cancelUpdate);

    await pin('AMZN', 89);
    const ended = await exits.handle.result();
    expect(ended).toMatchObject({ status: 'canceled', legs: [{ status: 'filled', filledQty: '5' }] });
    expect(await desk.held('AMZN')).toBe('3');
    await pin('AMZN', 100);
  });
});
