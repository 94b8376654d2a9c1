import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../market.ts';
import { decimalFromNumber } from '../money.ts';
import { createIndicatorStream, indicatorsOf } from './indicator-stream.ts';
import { INDICATOR_NAMES, type IndicatorValues } from './indicator-values.ts';

const cents = fc.integer({ min: 100, max: 50_000 }).map((value) => value / 100);
const bar: fc.Arbitrary<Bar> = fc
  .tuple(cents, cents, cents, cents, fc.integer({ min: 0, max: 10_000_000 }))
  .map(([first, second, open, close, volume]) => ({
    start: '2026-01-05T05:00:00.000Z',
    open: decimalFromNumber(open),
    high: decimalFromNumber(Math.max(first, second, open, close)),
    low: decimalFromNumber(Math.min(first, second, open, close)),
    close: decimalFromNumber(close),
    volume: String(volume),
  }));
const bars = fc.array(bar, { minLength: 1, maxLength: 90 });

/** Names whose values differ by more than the order of additions leaves in the last digits. */
function differences(one: IndicatorValues, other: IndicatorValues): readonly string[] {
  return INDICATOR_NAMES.filter((name) => {
    const [mine, theirs] = [one[name], other[name]];
    if (mine === undefined || theirs === undefined) return mine !== theirs;
    return Math.abs(mine - theirs) > 1e-8;
  });
}

describe('the indicators bar by bar', () => {
  it('agree with those of all bars at once, after every bar, however often it was told while it formed', () => {
    fc.assert(
      fc.property(bars, fc.array(fc.array(bar, { maxLength: 3 }), { maxLength: 90 }), (all, drafts) => {
        const stream = createIndicatorStream();
        all.forEach((final, index) => {
          const [first, ...later] = [...(drafts[index] ?? []), final];
          stream.add(first ?? final);
          for (const draft of later) stream.replace(draft);
          expect(differences(stream.values(), indicatorsOf(all.slice(0, index + 1)))).toEqual([]);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('have no bar to replace before the first', () => {
    const stream = createIndicatorStream();
    expect(stream.values()).toEqual({});
    const [one] = fc.sample(bar, 1);
    expect(() => one && stream.replace(one)).toThrow(RangeError);
  });
});
