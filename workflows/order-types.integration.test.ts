import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrderRequest } from '../domain/order.ts';
import { type OrderDesk, openOrderDesk } from '../tests/support/order-desk.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { cancelUpdate } from './messages.ts';

let floor: TradingFloor;
let desk: OrderDesk;
const pin = (last: number) =>
  floor.sandbox.control.pinQuote('AAPL', { bid: last - 0.02, ask: last + 0.02, last });

beforeAll(async () => {
  floor = await openTradingFloor();
  await pin(100);
  await floor.startWorker();
  desk = await openOrderDesk(floor);
  await (await desk.place({ ...base('buy'), type: 'market', qty: '40' })).handle.result();
}, 120_000);
afterAll(() => floor?.close());

function base(side: 'buy' | 'sell') {
  return { symbol: 'AAPL', side, timeInForce: 'day', qty: '2' } as const;
}

/** Terms that wait at 100, and the price that sets them off. */
const WAITING: readonly (readonly [
  string,
  (side: 'buy' | 'sell') => OrderRequest,
  (side: string) => number,
])[] = [
  [
    'stop',
    (side) => ({ ...base(side), type: 'stop', stopPrice: side === 'buy' ? '102' : '98' }),
    (side) => (side === 'buy' ? 102.5 : 97.5),
  ],
  [
    'stop_limit',
    (side) => ({
      ...base(side),
      type: 'stop_limit',
      timeInForce: 'gtc',
      stopPrice: side === 'buy' ? '102' : '98',
      limitPrice: side === 'buy' ? '103' : '97',
    }),
    (side) => (side === 'buy' ? 102.5 : 97.5),
  ],
  [
    'trailing_stop by dollars',
    (side) => ({ ...base(side), type: 'trailing_stop', trailPrice: '2', timeInForce: 'gtc' }),
    (side) => (side === 'buy' ? 102.5 : 97.5),
  ],
  [
    'trailing_stop by percent',
    (side) => ({ ...base(side), type: 'trailing_stop', trailPercent: '2' }),
    (side) => (side === 'buy' ? 102.5 : 97.5),
  ],
];

const AT_ONCE: readonly (readonly [string, (side: 'buy' | 'sell') => OrderRequest])[] = [
  ['market day', (side) => ({ ...base(side), type: 'market' })],
  ['market ioc', (side) => ({ ...base(side), type: 'market', timeInForce: 'ioc' })],
  ['market fok', (side) => ({ ...base(side), type: 'market', timeInForce: 'fok' })],
  ['a fraction', (side) => ({ ...base(side), type: 'market', qty: '0.5' })],
  ['limit day', (side) => ({ ...base(side), type: 'limit', limitPrice: side === 'buy' ? '101' : '99' })],
  [
    'limit gtc',
    (side) => ({
      ...base(side),
      type: 'limit',
      timeInForce: 'gtc',
      limitPrice: side === 'buy' ? '101' : '99',
    }),
  ],
  [
    'limit in extended hours',
    (side) => ({
      ...base(side),
      type: 'limit',
      extendedHours: true,
      limitPrice: side === 'buy' ? '101' : '99',
    }),
  ],
];

describe.each(['buy', 'sell'] as const)('a %s order', (side) => {
  test.each(AT_ONCE)('%s is filled, and the ledger has what the broker has', async (_name, request) => {
    const { handle, clientOrderId } = await desk.place(request(side));
    const { qty } = request(side);
    expect(await handle.result()).toMatchObject({ status: 'filled', filledQty: qty });
    expect(await floor.sandbox.control.orders(clientOrderId)).toMatchObject([{ filled_qty: qty }]);
  });

  test.each(WAITING)('%s waits for its price, then fills', async (_name, request, at) => {
    const { acknowledged, handle, clientOrderId } = await desk.place(request(side));
    expect(acknowledged.status).toBe('accepted');
    await desk.until(clientOrderId, { broker: 'new' });
    await pin(at(side));
    expect(await handle.result()).toMatchObject({ status: 'filled', filledQty: '2' });
    await pin(100);
  });

  test('by dollars is filled for what they buy', async () => {
    const { qty: _qty, ...terms } = base(side);
    const { handle } = await desk.place({ ...terms, type: 'market', notional: '250' });
    expect((await handle.result()).status).toBe('filled');
  });

  test('for the closing auction waits for it', async () => {
    const { acknowledged, handle } = await desk.place({ ...base(side), type: 'market', timeInForce: 'cls' });
    expect(acknowledged.status).toBe('accepted');
    await handle.executeUpdate(cancelUpdate);
    expect((await handle.result()).status).toBe('canceled');
  });
});

describe('refused here, before anything is sent', () => {
  test.each([
    ['ORDER_MALFORMED', { type: 'limit', limitPrice: '100.001' }],
    ['ORDER_MALFORMED', { type: 'limit', limitPrice: '100', qty: '1.5', timeInForce: 'gtc' }],
    ['ORDER_MALFORMED', { type: 'trailing_stop', trailPrice: '1', timeInForce: 'fok' }],
    ['ORDER_MALFORMED', { type: 'market', extendedHours: true }],
    ['AUCTION_CLOSED', { type: 'market', timeInForce: 'opg' }],
  ] as const)('%s: %j', async (code, terms) => {
    const { acknowledged, clientOrderId } = await desk.place({ ...base('buy'), ...terms });
    expect(acknowledged).toMatchObject({ status: 'refused', refusal: { code } });
    expect(await floor.sandbox.control.orders(clientOrderId)).toEqual([]);
  });

  test('a wash trade, with the order that it could meet; the broker’s table says the same', async () => {
    const resting = await desk.place({ ...base('buy'), type: 'limit', limitPrice: '90' });
    await desk.until(resting.clientOrderId, { broker: 'new' });
    const crossing = await desk.place({ ...base('sell'), type: 'market' });
    expect(crossing.acknowledged.refusal).toMatchObject({
      code: 'WASH_TRADE',
      facts: { existingOrder: resting.clientOrderId },
    });
    const above = await desk.place({ ...base('sell'), type: 'limit', limitPrice: '120' });
    expect(above.acknowledged.status).toBe('accepted');
    for (const { handle } of [resting, above]) await handle.executeUpdate(cancelUpdate);
    for (const { handle } of [resting, above]) await handle.result();
  });
});
