import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../money.ts';
import type { OrderChanges } from '../order.ts';
import { type OrderToReplace, replacementOf } from './replace-order.ts';

function open(fields: Partial<OrderToReplace> = {}): OrderToReplace {
  return {
    clientOrderId: 'o-1',
    symbol: 'AAPL',
    side: 'buy',
    type: 'limit',
    timeInForce: 'gtc',
    qty: '10',
    limitPrice: '100',
    stopPrice: null,
    trailPrice: null,
    trailPercent: null,
    extendedHours: false,
    status: 'accepted',
    brokerOrderId: 'b-1',
    filledQty: '0',
    cancelRequestedAt: null,
    ...fields,
  };
}

describe('replacementOf', () => {
  it('keeps what is not changed, and counts what is filled', () => {
    expect(replacementOf(open({ filledQty: '4' }), { limitPrice: '101', qty: '12' })).toEqual({
      kind: 'order',
      request: {
        symbol: 'AAPL',
        side: 'buy',
        type: 'limit',
        timeInForce: 'gtc',
        qty: '12',
        limitPrice: '101',
      },
      remainingQty: '8',
    });
  });

  it('moves the trail in the unit that the order has, and leaves the stop to the market', () => {
    const trailing = open({ type: 'trailing_stop', limitPrice: null, stopPrice: '95', trailPercent: '5' });
    const replaced = replacementOf(trailing, { trail: '4' });
    expect(replaced.kind === 'order' && replaced.request).toMatchObject({ trailPercent: '4' });
    expect(replaced.kind === 'order' && 'stopPrice' in replaced.request).toBe(false);
  });

  const refused: readonly (readonly [string, Partial<OrderToReplace>, OrderChanges])[] = [
    ['ORDER_NOT_REPLACEABLE', { status: 'filled' }, { qty: '11' }],
    ['ORDER_NOT_REPLACEABLE', { brokerOrderId: null }, { qty: '11' }],
    ['ORDER_NOT_REPLACEABLE', { cancelRequestedAt: new Date(0) }, { qty: '11' }],
    ['ORDER_NOT_REPLACEABLE', { qty: null }, { limitPrice: '99' }],
    ['ORDER_NOT_REPLACEABLE', {}, { stopPrice: '99' }],
    ['ORDER_NOT_REPLACEABLE', {}, { trail: '1' }],
    ['ORDER_NOT_REPLACEABLE', { type: 'market', limitPrice: null }, { limitPrice: '99' }],
    ['NOTHING_CHANGES', {}, { qty: '10.0', limitPrice: '100.00', timeInForce: 'gtc' }],
    ['QTY_ALREADY_FILLED', { filledQty: '4' }, { qty: '4' }],
  ];
  it.each(refused)('%s for %j with %j', (code, fields, changes) => {
    expect(replacementOf(open(fields), changes)).toMatchObject({ kind: 'refused', code });
  });

  it('never lets a chain of replacements trade more than its last word, whatever fills in between', () => {
    const step = fc.record({ qty: fc.integer({ min: 1, max: 50 }), fills: fc.integer({ min: 0, max: 50 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        let order = open();
        let filled = decimal('0');
        let authorised = decimal('10');
        for (const { qty, fills } of steps) {
          const left = decimal(order.qty ?? '0');
          const now = left.lt(fills) ? left : decimal(String(fills));
          const traded = { ...order, filledQty: now.toFixed() };
          const replaced = replacementOf(traded, { qty: String(qty) });
          if (replaced.kind === 'refused') continue;
          filled = filled.plus(now);
          authorised = filled.minus(now).plus(qty);
          order = open({ qty: replaced.remainingQty });
          expect(filled.plus(replaced.remainingQty).eq(authorised)).toBe(true);
        }
      }),
    );
  });
});
