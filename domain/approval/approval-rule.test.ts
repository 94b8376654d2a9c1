import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../order.ts';
import { approvalReason, asksFewer } from './approval-rule.ts';

const quote = { bid: '99', ask: '101' };
const market = (side: 'buy' | 'sell', qty: string): OrderRequest => ({
  symbol: 'AAPL',
  side,
  qty,
  type: 'market',
  timeInForce: 'day',
});
const reasonOf = (request: OrderRequest, aboveUsd: string) => approvalReason(request, quote, { aboveUsd });

describe('approvalReason', () => {
  it('asks above the limit and not at it, buys at the ask and sells at the bid', () => {
    expect(reasonOf(market('buy', '10'), '1010')).toBeUndefined();
    expect(reasonOf(market('buy', '10'), '1009.99')).toMatchObject({
      code: 'APPROVAL_ABOVE_USD',
      facts: { notionalUsd: '1010', approvalAboveUsd: '1009.99' },
    });
    expect(reasonOf(market('sell', '10'), '990')).toBeUndefined();
    expect(reasonOf(market('sell', '10'), '989')).toBeDefined();
  });

  it('asks about every order at 0', () => {
    expect(reasonOf(market('buy', '0.000000001'), '0')).toBeDefined();
  });

  it('takes the dollars that an order names', () => {
    const { qty: _, ...rest } = market('buy', '1');
    expect(reasonOf({ ...rest, notional: '500' }, '500')).toBeUndefined();
    expect(reasonOf({ ...rest, notional: '500.01' }, '500')).toBeDefined();
  });

  it('takes the dearest of quote, limit and stop', () => {
    const limit = { ...market('buy', '10'), type: 'limit', limitPrice: '120' } as const;
    expect(reasonOf(limit, '1010')?.facts).toMatchObject({ notionalUsd: '1200' });
    expect(reasonOf({ ...limit, limitPrice: '50' }, '1010')).toBeUndefined();
    const stop = { ...market('sell', '10'), type: 'stop', stopPrice: '130' } as const;
    expect(reasonOf(stop, '1000')?.facts).toMatchObject({ notionalUsd: '1300' });
  });

  it.each([
    ['no quote', market('buy', '10'), undefined],
    ['a quote that is no number', market('buy', '10'), { bid: '1', ask: 'NaN' }],
    ['a quantity that is no number', market('buy', 'Infinity'), quote],
  ])('lets nothing through that cannot be measured: %s', (_, request, seen) => {
    expect(() => approvalReason(request, seen, { aboveUsd: '1000000' })).toThrow(RangeError);
  });
});

describe('asksFewer', () => {
  it.each([
    ['1000', null, true],
    ['1000', '1000.01', true],
    ['1000', '1000.00', false],
    ['1000', '0', false],
    ['1000', undefined, false],
    [null, '5', false],
    [null, null, false],
  ])('from %s to %s is %s', (from, to, isFewer) => {
    expect(asksFewer(from, to)).toBe(isFewer);
  });
});
