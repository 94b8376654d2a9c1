import { describe, expect, it } from 'vitest';
import type { Bar } from '../market.ts';
import { measureOutcomes } from './measure-outcomes.ts';
import { type PastProposal, withinSize } from './past-proposal.ts';

/** Tuesday, an hour after the open. */
const AT = '2026-01-06T15:30:00.000Z';
const DAYS = ['05', '06', '07', '08', '09', '12', '13', '14'];
const bars = (closes: readonly string[]): readonly Bar[] =>
  closes.map((close, index) => ({
    start: `2026-01-${DAYS[index]}T05:00:00.000Z`,
    open: close,
    high: close,
    low: close,
    close,
    volume: '1',
  }));
const closes = ['90', '101', '110', '111', '112', '113', '120', '121'];
const mine = { price: '100', bars: bars(closes), splits: [] };
const after = (day: string) => `2026-01-${day}T05:00:00.000Z`;

describe('what became of a proposal', () => {
  it('is the way to the closes after its own day, in its favour when it went its way', () => {
    const bought = measureOutcomes({ at: AT, side: 'buy' }, mine, undefined, after('15'));
    expect(bought).toEqual([
      { bars: 1, day: '2026-01-07', gain: '0.1', knownAt: after('08') },
      { bars: 5, day: '2026-01-13', gain: '0.2', knownAt: after('14') },
    ]);
    const sold = measureOutcomes({ at: AT, side: 'sell' }, mine, undefined, after('15'));
    expect(sold.map(({ gain }) => gain)).toEqual(['-0.1', '-0.2']);
  });

  it('is told only of days that had ended', () => {
    const until = (asOf: string) => measureOutcomes({ at: AT, side: 'buy' }, mine, undefined, asOf).length;
    expect(until('2026-01-07T21:00:00.000Z')).toBe(0);
    expect(until('2026-01-08T04:59:59.999Z')).toBe(0);
    expect(until(after('08'))).toBe(1);
    expect(until('2026-01-13T23:00:00.000Z')).toBe(1);
  });

  it('counts a share that was split as what it became', () => {
    const split = { symbol: 'AAPL', exDate: '2026-01-07', oldShares: '1', newShares: '2' };
    const halved = { price: '100', bars: bars(['90', '101', '55']), splits: [split] };
    expect(measureOutcomes({ at: AT, side: 'buy' }, halved, undefined, after('09'))[0]?.gain).toBe('0.1');
  });

  it('stands beside SPY’s way over the same days, where there is one', () => {
    const spy = { price: '500', bars: bars(['490', '500', '505']), splits: [] };
    const [first, second] = measureOutcomes({ at: AT, side: 'sell' }, mine, spy, after('15'));
    expect(first).toMatchObject({ gain: '-0.1', spy: '0.01' });
    expect(second).not.toHaveProperty('spy');
  });
});

describe('memory within a size', () => {
  const past: PastProposal = {
    cycleId: 'c',
    at: AT,
    symbol: 'AAPL',
    side: 'buy',
    qty: '1',
    targetWeight: '0.1',
    referencePrice: '100',
    confidence: 0.5,
    thesis: 'x'.repeat(100),
    invalidation: '',
    clientOrderId: 'o',
    filledQty: '0',
    outcomes: [],
  };

  it('is the newest of it, whole', () => {
    const many = [past, { ...past, symbol: 'MSFT' }, { ...past, symbol: 'KO' }];
    expect(withinSize(many, 100_000)).toBe(many);
    const two = withinSize(many, JSON.stringify(many.slice(0, 2)).length + 1);
    expect(two.map(({ symbol }) => symbol)).toEqual(['AAPL', 'MSFT']);
    expect(withinSize(many, 10)).toEqual([]);
  });
});
