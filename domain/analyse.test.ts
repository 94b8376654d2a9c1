import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.ts';
import { dailyBars, missingPart, okPart, view } from './samples.ts';

/** 70 closes that rise, fall and bend. */
const CLOSES = Array.from({ length: 70 }, (_, day) => 100 + 10 * Math.sin(day / 5) + day / 4);
const BARS = dailyBars(CLOSES);
const features = analyse(view('AAPL', { dailyBars: okPart(BARS, 'bars') }));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const at = (values: readonly number[], index: number): number => values.at(index) ?? NaN;
const meanOf = (values: readonly number[]): number => sum(values) / values.length;

/** Wilder's smoothing written as its recurrence: the mean of the first n, then (previous × (n − 1) + value) / n. */
function wilder(values: readonly number[], n: number): number {
  return values
    .slice(n)
    .reduce((previous, value) => (previous * (n - 1) + value) / n, meanOf(values.slice(0, n)));
}

describe('analyse agrees with a calculation by hand', () => {
  it.each([
    ['return1', 1],
    ['return5', 5],
    ['return20', 20],
    ['return60', 60],
  ] as const)('%s', (name, days) => {
    expect(features[name]).toBeCloseTo(at(CLOSES, -1) / at(CLOSES, -1 - days) - 1, 12);
  });

  it.each([
    ['priceToSma20', 20],
    ['priceToSma50', 50],
  ] as const)('%s', (name, days) => {
    expect(features[name]).toBeCloseTo(at(CLOSES, -1) / meanOf(CLOSES.slice(-days)) - 1, 12);
  });

  it('zScore20, by the deviation of the population', () => {
    const closes = CLOSES.slice(-20);
    const deviation = Math.sqrt(meanOf(closes.map((close) => close ** 2)) - meanOf(closes) ** 2);
    expect(features.zScore20).toBeCloseTo((at(closes, -1) - meanOf(closes)) / deviation, 8);
  });

  it('volatility20, by the deviation of the sample', () => {
    const logs = CLOSES.slice(-21).map(Math.log);
    const returns = logs.slice(1).map((log, index) => log - at(logs, index));
    const variance = (sum(returns.map((value) => value ** 2)) - 20 * meanOf(returns) ** 2) / 19;
    expect(features.volatility20).toBeCloseTo(Math.sqrt(variance) * Math.sqrt(252), 10);
  });

  it('rsi14', () => {
    const steps = CLOSES.slice(1).map((close, index) => close - at(CLOSES, index));
    const gain = wilder(
      steps.map((step) => Math.max(step, 0)),
      14,
    );
    const loss = wilder(
      steps.map((step) => Math.max(-step, 0)),
      14,
    );
    expect(features.rsi14).toBeCloseTo((100 * gain) / (gain + loss), 8);
  });

  it('atr14', () => {
    const ranges = BARS.map(({ high, low }, index) => {
      const before = index === 0 ? undefined : at(CLOSES, index - 1);
      return before === undefined
        ? Number(high) - Number(low)
        : Math.max(Number(high), before) - Math.min(Number(low), before);
    });
    expect(features.atr14).toBeCloseTo(wilder(ranges, 14) / at(CLOSES, -1), 10);
  });

  it('the textbook example of the relative strength index: 70.53 after the first 15 closes', () => {
    // StockCharts ChartSchool, "Relative Strength Index (RSI)", the worked QQQQ example.
    const closes = [
      44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931,
      46.0328, 45.614, 46.282, 46.282,
    ];
    expect(analyse(view('QQQQ', { dailyBars: okPart(dailyBars(closes), 'bars') })).rsi14).toBeCloseTo(
      70.53,
      2,
    );
  });
});

describe('an indicator that cannot be computed', () => {
  it('is absent, and missing says how many bars it needs', () => {
    const short = analyse(view('AAPL', { dailyBars: okPart(dailyBars(CLOSES.slice(0, 21)), 'bars') }));
    expect(short.return20).toBeDefined();
    expect('return60' in short).toBe(false);
    expect(short.missing).toEqual([
      'return60: needs 61 daily bars, has 21',
      'priceToSma50: needs 50 daily bars, has 21',
    ]);
  });

  it('is absent without bars, with the code of the gap', () => {
    const none = analyse(view('AAPL', { dailyBars: missingPart('OUTAGE') }));
    expect(none.missing).toHaveLength(10);
    expect(none.missing[0]).toBe('return1: no daily bars (OUTAGE)');
    expect(Object.keys(none)).toEqual(['symbol', 'asOf', 'missing']);
  });

  it('is absent where it is not defined: a price that never moved has no z-score and no strength', () => {
    const flat = analyse(view('AAPL'));
    expect(flat.missing).toEqual([
      'rsi14: not defined for these bars',
      'zScore20: not defined for these bars',
    ]);
    expect(flat.volatility20).toBe(0);
  });
});
