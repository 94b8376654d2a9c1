import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../money.ts';
import { AS_OF, quote } from '../samples.ts';
import type { Book, Target } from './target-weight.ts';
import { sizeToTarget } from './target-weight.ts';

function target(symbol: string, weight: string, bid = '99', ask = '101'): Target {
  return {
    data: {
      symbol,
      quote: quote(bid, ask),
      features: { symbol, asOf: AS_OF, missing: [] },
      evidence: [`bars-${symbol}`],
    },
    weight,
    confidence: 0.5,
    thesis: 'thesis',
    invalidation: 'invalidation',
  };
}

function book(fields: Partial<Book> = {}): Book {
  return { equity: '100000', positions: {}, openOrderQty: {}, ...fields };
}

describe('sizeToTarget', () => {
  it('buys whole shares at the ask, rounded down', () => {
    const { proposals } = sizeToTarget(book(), [target('AAPL', '0.1')], '0.01');
    expect(proposals).toEqual([
      {
        symbol: 'AAPL',
        side: 'buy',
        qty: '99',
        targetWeight: '0.1',
        referencePrice: '101',
        confidence: 0.5,
        thesis: 'thesis',
        invalidation: 'invalidation',
        evidence: ['bars-AAPL'],
      },
    ]);
  });

  it('sells down to the target at the bid', () => {
    const { proposals } = sizeToTarget(book({ positions: { AAPL: '200' } }), [target('AAPL', '0.1')], '0.01');
    expect(proposals).toMatchObject([{ side: 'sell', qty: '98', referencePrice: '99' }]);
  });

  it('counts what open orders will bring', () => {
    const bought = sizeToTarget(book({ openOrderQty: { AAPL: '60' } }), [target('AAPL', '0.1')], '0.01');
    expect(bought.proposals).toMatchObject([{ side: 'buy', qty: '39' }]);
    const selling = { positions: { AAPL: '200' }, openOrderQty: { AAPL: '-98' } };
    expect(sizeToTarget(book(selling), [target('AAPL', '0.1')], '0.01').proposals).toEqual([]);
  });

  it('closes a holding that falls out, however small against the band', () => {
    const { proposals } = sizeToTarget(book({ positions: { AAPL: '1' } }), [target('AAPL', '0')], '0.05');
    expect(proposals).toMatchObject([{ side: 'sell', qty: '1', targetWeight: '0' }]);
  });

  it.each([
    ['UNDER_ONE_SHARE', { equity: '900' }, '0.1'],
    ['INSIDE_BAND', { positions: { AAPL: '95' } }, '0.1'],
    ['AT_TARGET', { positions: { AAPL: '100' } }, '0.1'],
    ['NOTHING_TO_SELL', { positions: { AAPL: '0.5' } }, '0'],
    ['NOTHING_TO_SELL', { positions: { AAPL: '50' }, openOrderQty: { AAPL: '-49.5' } }, '0'],
    ['NO_EQUITY', { equity: '0' }, '0.1'],
    ['NO_EQUITY', { equity: '-5' }, '0.1'],
    ['NO_EQUITY', { equity: 'NaN' }, '0.1'],
  ])('leaves alone with %s: %j', (code, fields, weight) => {
    const { proposals, abstentions } = sizeToTarget(book(fields), [target('AAPL', weight)], '0.01');
    expect(proposals).toEqual([]);
    expect(abstentions).toMatchObject([{ symbol: 'AAPL', code }]);
    expect(abstentions[0]?.facts).not.toEqual({});
  });

  it('puts sells first, and each side by symbol', () => {
    const targets = [target('D', '0.1'), target('C', '0'), target('B', '0.1'), target('A', '0')];
    const { proposals } = sizeToTarget(book({ positions: { A: '9', C: '9' } }), targets, '0.01');
    expect(proposals.map(({ side, symbol }) => `${side} ${symbol}`)).toEqual([
      'sell A',
      'sell C',
      'buy B',
      'buy D',
    ]);
  });

  it('covers a short position and opens none', () => {
    const { proposals } = sizeToTarget(book({ positions: { AAPL: '-10' } }), [target('AAPL', '0')], '0.01');
    expect(proposals).toMatchObject([{ side: 'buy', qty: '10' }]);
  });

  it('never buys beyond the target, and never sells more than is held and not being sold', () => {
    const cents = fc.integer({ min: 1, max: 1_000_000 });
    const shares = fc
      .integer({ min: -2_000_000, max: 2_000_000 })
      .map((thousandths) => String(thousandths / 1000));
    fc.assert(
      fc.property(
        cents,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        shares,
        shares,
        (bidCents, spreadCents, weightThousandths, equity, held, open) => {
          const bid = String(bidCents / 100);
          const ask = String((bidCents + spreadCents) / 100);
          const weight = String(weightThousandths / 1000);
          const input = book({ equity: String(equity), positions: { X: held }, openOrderQty: { X: open } });
          const [proposal] = sizeToTarget(input, [target('X', weight, bid, ask)], '0.001').proposals;
          const qty = decimal(proposal?.qty ?? '0');
          const after = decimal(held).plus(open).plus(qty);
          const within =
            proposal?.side === 'buy'
              ? after.times(ask).lte(decimal(weight).times(equity))
              : qty.isZero() || (qty.lte(held) && qty.lte(decimal(held).plus(open)));
          expect(within && qty.isInteger() && !qty.isNegative()).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
