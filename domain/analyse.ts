import { ATR, getStandardDeviation, RSI, SMA } from 'trading-signals';
import type { Features } from './analysis.ts';
import type { FusedView } from './fusion.ts';
import type { Bar } from './market.ts';

/** Prices as numbers, oldest first: what comes out of here is ratios, never money. */
interface Candle {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

interface Indicator {
  readonly name: Exclude<keyof Features, 'symbol' | 'asOf' | 'missing'>;
  readonly barsMin: number;
  readonly of: (candles: readonly Candle[]) => number | null;
}

const TRADING_DAYS_A_YEAR = 252;

const INDICATORS: readonly Indicator[] = [
  { name: 'return1', barsMin: 2, of: (candles) => returnOver(candles, 1) },
  { name: 'return5', barsMin: 6, of: (candles) => returnOver(candles, 5) },
  { name: 'return20', barsMin: 21, of: (candles) => returnOver(candles, 20) },
  { name: 'return60', barsMin: 61, of: (candles) => returnOver(candles, 60) },
  { name: 'volatility20', barsMin: 21, of: (candles) => volatility(candles.slice(-21)) },
  { name: 'rsi14', barsMin: 15, of: (candles) => rsi(candles, 14) },
  { name: 'priceToSma20', barsMin: 20, of: (candles) => lastClose(candles) / mean(candles, 20) - 1 },
  { name: 'priceToSma50', barsMin: 50, of: (candles) => lastClose(candles) / mean(candles, 50) - 1 },
  { name: 'zScore20', barsMin: 20, of: (candles) => zScore(candles, 20) },
  {
    name: 'atr14',
    barsMin: 14,
    of: (candles) => (last(new ATR(14).updates(candles)) ?? NaN) / lastClose(candles),
  },
];

/**
 * The indicators of one symbol over the completed daily bars of its view; the price is the last close. An indicator
 * that cannot be computed is absent, and `missing` says why: `return60: needs 61 daily bars, has 40`.
 * RSI and ATR are smoothed as J. Welles Wilder defined them (New Concepts in Technical Trading Systems, 1978).
 */
export function analyse(view: FusedView): Features {
  const part = view.dailyBars;
  const candles = part.status === 'ok' ? part.value.map(candleOf) : [];
  const values: { -readonly [Name in Indicator['name']]?: number } = {};
  const missing: string[] = [];
  for (const { name, barsMin, of } of INDICATORS) {
    if (part.status === 'missing') {
      missing.push(`${name}: no daily bars (${part.code})`);
    } else if (candles.length < barsMin) {
      missing.push(`${name}: needs ${barsMin} daily bars, has ${candles.length}`);
    } else {
      const value = of(candles);
      if (value !== null && Number.isFinite(value)) values[name] = value;
      else missing.push(`${name}: not defined for these bars`);
    }
  }
  return { symbol: view.symbol, asOf: view.asOf, ...values, missing };
}

function candleOf(bar: Bar): Candle {
  return { high: Number(bar.high), low: Number(bar.low), close: Number(bar.close) };
}

function closeOf(candle: Candle): number {
  return candle.close;
}

function last(values: readonly (number | null)[]): number | null {
  return values.at(-1) ?? null;
}

function lastClose(candles: readonly Candle[]): number {
  return candles.at(-1)?.close ?? NaN;
}

/** Close over the close `bars` earlier, minus one. */
function returnOver(candles: readonly Candle[], bars: number): number {
  return lastClose(candles) / (candles.at(-1 - bars)?.close ?? NaN) - 1;
}

function mean(candles: readonly Candle[], bars: number): number {
  return last(new SMA(bars).updates(candles.slice(-bars).map(closeOf))) ?? NaN;
}

/** Undefined for a price that never moved: neither gains nor losses to compare. */
function rsi(candles: readonly Candle[], bars: number): number | null {
  const closes = candles.map(closeOf);
  return closes.every((close) => close === closes[0]) ? null : last(new RSI(bars).updates(closes));
}

/** By the standard deviation of the closes as a whole population, as Bollinger bands take it. */
function zScore(candles: readonly Candle[], bars: number): number | null {
  const closes = candles.slice(-bars).map(closeOf);
  const average = mean(candles, bars);
  const deviation = getStandardDeviation(closes, average);
  // Equal closes leave a deviation of rounding noise, or none.
  return deviation > average * 1e-12 ? (lastClose(candles) - average) / deviation : null;
}

/** Sample standard deviation of the log returns between consecutive closes, for a year of trading days. */
function volatility(candles: readonly Candle[]): number {
  const returns = candles
    .slice(1)
    .map((candle, index) => Math.log(candle.close / (candles[index]?.close ?? NaN)));
  const average = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const squares = returns.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return Math.sqrt((squares / (returns.length - 1)) * TRADING_DAYS_A_YEAR);
}
