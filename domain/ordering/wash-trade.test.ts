import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../order.ts';
import { orderRequest } from '../samples.ts';
import { type StandingOrder, washTrade } from './wash-trade.ts';

const limit = (side: 'buy' | 'sell', limitPrice: string, type: 'limit' | 'stop_limit' = 'limit') =>
  orderRequest({ side, type, limitPrice });
const standing = (order: OrderRequest, more: Partial<StandingOrder> = {}): StandingOrder => ({
  clientOrderId: 'open-1',
  ...order,
  ...more,
});

/** Alpaca’s table: the order, the open order of the other side, and whether they could meet. */
const TABLE: readonly (readonly [string, OrderRequest, StandingOrder, boolean])[] = [
  ['market against market', orderRequest(), standing(orderRequest({ side: 'sell' })), true],
  ['market against limit', orderRequest(), standing(limit('sell', '500')), true],
  ['limit against market', limit('buy', '1'), standing(orderRequest({ side: 'sell' })), true],
  [
    'stop against limit',
    orderRequest({ type: 'stop', stopPrice: '200' }),
    standing(limit('sell', '500')),
    true,
  ],
  [
    'limit against stop',
    limit('sell', '90'),
    standing(orderRequest({ type: 'stop', stopPrice: '200' })),
    true,
  ],
  ['buy limit above sell limit', limit('buy', '100'), standing(limit('sell', '99.99')), true],
  ['buy limit at sell limit', limit('buy', '100'), standing(limit('sell', '100.00')), true],
  ['buy limit below sell limit', limit('buy', '99.99'), standing(limit('sell', '100')), false],
  ['sell limit above buy limit', limit('sell', '100'), standing(limit('buy', '99.99')), false],
  ['sell stop-limit at buy limit', limit('sell', '99', 'stop_limit'), standing(limit('buy', '99')), true],
  ['same side', orderRequest(), standing(orderRequest()), false],
  ['another symbol', orderRequest(), standing(orderRequest({ side: 'sell' }), { symbol: 'MSFT' }), false],
  [
    'a trailing stop',
    orderRequest({ type: 'trailing_stop', trailPrice: '1' }),
    standing(orderRequest({ side: 'sell' })),
    false,
  ],
  [
    'against a trailing stop',
    orderRequest(),
    standing(orderRequest({ side: 'sell', type: 'trailing_stop' })),
    false,
  ],
  ['a bracket', orderRequest({ orderClass: 'bracket' }), standing(orderRequest({ side: 'sell' })), false],
  ['against a leg', orderRequest(), standing(limit('sell', '101'), { orderClass: 'bracket' }), false],
  ['against a simple class', orderRequest(), standing(limit('sell', '101'), { orderClass: 'simple' }), true],
];

describe('washTrade', () => {
  it.each(TABLE)('%s', (_name, order, other, met) => {
    const refusal = washTrade(order, [other]);
    expect(refusal?.code).toBe(met ? 'WASH_TRADE' : undefined);
    expect(refusal?.facts['existingOrder']).toBe(met ? 'open-1' : undefined);
  });

  const price = fc.integer({ min: 1, max: 400 }).map((cents) => (cents / 100).toFixed(2));
  const anyOrder = fc
    .record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const, 'stop_limit' as const),
      limitPrice: price,
      orderClass: fc.constantFrom(undefined, 'simple' as const, 'oco' as const),
    })
    .map(({ type, limitPrice, orderClass, side }) =>
      orderRequest({
        side,
        type,
        ...(type === 'limit' || type === 'stop_limit' ? { limitPrice } : {}),
        ...(orderClass === undefined ? {} : { orderClass }),
      }),
    );

  it('says of two orders the same, whichever came first', () => {
    fc.assert(
      fc.property(anyOrder, anyOrder, (one, other) => {
        const forth = washTrade(one, [standing(other)]) === undefined;
        const back = washTrade(other, [standing(one)]) === undefined;
        expect(forth).toBe(back);
      }),
    );
  });

  it('never lets two simple limits cross, and never stops two that do not', () => {
    fc.assert(
      fc.property(price, price, (bid, asked) => {
        const refused = washTrade(limit('buy', bid), [standing(limit('sell', asked))]) !== undefined;
        expect(refused).toBe(Number(bid) >= Number(asked));
      }),
    );
  });
});
