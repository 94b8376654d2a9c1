import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.ts';
import type { FusedView } from './fusion.ts';
import { INDICATOR_NAMES } from './indicators/indicator-values.ts';
import { dailyBars, missingPart, okPart, view } from './samples.ts';

/** 70 closes that rise, fall and bend. */
const CLOSES = Array.from({ length: 70 }, (_, day) => 100 + 10 * Math.sin(day / 5) + day / 4);
const bars = (closes: readonly number[]) => okPart(dailyBars(closes), 'bars');

function only(one: FusedView) {
  const [features] = analyse([one]);
  if (features === undefined) throw new RangeError('no features');
  return features;
}

describe('analyse', () => {
  it('tells every indicator of enough bars, and correlations among the symbols', () => {
    const mirrored = CLOSES.map((close) => 10_000 / close);
    const [up, down] = analyse([
      view('UP', { dailyBars: bars(CLOSES) }),
      view('DOWN', { dailyBars: bars(mirrored) }),
    ]);
    expect(INDICATOR_NAMES.filter((name) => up?.[name] === undefined)).toEqual([]);
    expect(up?.correlationToUniverse).toBeCloseTo(-1, 6);
    expect(down?.mostAlike).toEqual({ symbol: 'UP', correlation: expect.closeTo(-1, 6) });
  });

  it('the textbook example of the relative strength index: 70.53 after the first 15 closes', () => {
    // StockCharts ChartSchool, "Relative Strength Index (RSI)", the worked QQQQ example.
    const closes = [
      44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931,
      46.0328, 45.614, 46.282, 46.282,
    ];
    expect(only(view('QQQQ', { dailyBars: bars(closes) })).rsi14).toBeCloseTo(70.53, 2);
  });

  it('tells how short interest changed, and the share of short sales', () => {
    const report = {
      settlementDate: '2025-12-15',
      averageDailyVolume: '1',
      availableAt: '2025-12-27T00:00:00Z',
    };
    const day = { date: '2026-01-05', shortExemptVolume: '0', availableAt: '2026-01-06T00:00:00Z' };
    const features = only(
      view('AAPL', {
        shortInterest: okPart({ ...report, shortQuantity: '120', previousShortQuantity: '100' }, 'finra'),
        shortVolume: okPart({ ...day, shortVolume: '30', totalVolume: '120' }, 'daily'),
      }),
    );
    expect(features).toMatchObject({ shortInterestChange: expect.closeTo(0.2, 12), shortVolumeShare: 0.25 });
    const first = only(view('AAPL', { shortInterest: okPart({ ...report, shortQuantity: '1' }, 'finra') }));
    expect(first.missing).toContain('shortInterestChange: the report before is not told');
  });
});

describe('a feature that cannot be computed', () => {
  it('is absent, and missing says how many bars it needs', () => {
    const short = only(view('AAPL', { dailyBars: bars(CLOSES.slice(0, 21)) }));
    expect(short.return20).toBeDefined();
    expect('return60' in short).toBe(false);
    expect(short.missing.slice(0, 2)).toEqual([
      'return60: needs 61 daily bars, has 21',
      'priceToSma50: needs 50 daily bars, has 21',
    ]);
  });

  it('is absent without its part, with the code of the gap', () => {
    const gone = missingPart('OUTAGE');
    const none = only(
      view('AAPL', { dailyBars: gone, fundamentals: gone, shortInterest: gone, shortVolume: gone }),
    );
    expect(Object.keys(none)).toEqual(['symbol', 'asOf', 'missing']);
    expect(none.missing[0]).toBe('return1: no daily bars (OUTAGE)');
    expect(none.missing).toContain('filingSurprise: no reported figures (OUTAGE)');
    expect(none.missing).toHaveLength(INDICATOR_NAMES.length + 4);
  });

  it('is absent where it is not defined: a price that never moved has no z-score and no strength', () => {
    const flat = only(view('AAPL'));
    expect(flat.missing.slice(0, 4)).toEqual([
      'rsi14: not defined for these bars',
      'zScore20: not defined for these bars',
      'priceToPointOfControl: not defined for these bars',
      'placeInValueArea: not defined for these bars',
    ]);
    expect(flat.volatility20).toBe(0);
  });
});
