import { EMA, getStandardDeviation, MACD, RSI, SMA, TR, WSMA } from 'trading-signals';
import type { Bar } from '../market.ts';
import { type Candle, candleOf } from './candle.ts';
import {
  BARS_NEEDED,
  INDICATOR_NAMES,
  type IndicatorName,
  type IndicatorValues,
} from './indicator-values.ts';
import { logReturns, sampleDeviation } from './statistics.ts';
import { volumeProfile } from './volume-profile.ts';

const WINDOW = Math.max(...Object.values(BARS_NEEDED));
const PROFILE_BARS = 60;
const TRADING_DAYS_A_YEAR = 252;

/** The indicators of one symbol, bar by bar. */
export interface IndicatorStream {
  /** The next bar, oldest first. */
  add(bar: Bar): void;
  /** The newest bar once more, as it stands now: while a bar is forming. @throws RangeError before the first bar. */
  replace(bar: Bar): void;
  values(): IndicatorValues;
}

/** The indicators of bars that are all there: the stream, fed from the first to the last. */
export function indicatorsOf(bars: readonly Bar[]): IndicatorValues {
  const stream = createIndicatorStream();
  for (const bar of bars) stream.add(bar);
  return stream.values();
}

export function createIndicatorStream(): IndicatorStream {
  const window: Candle[] = [];
  const sma20 = new SMA(20);
  const sma50 = new SMA(50);
  const ema20 = new EMA(20);
  const rsi14 = new RSI(14);
  const macd = new MACD(new EMA(12), new EMA(26), new EMA(9));
  const range = new TR();
  const atr14 = new WSMA(14);
  let count = 0;
  let movedBefore = false;

  const update = (candle: Candle, replace: boolean) => {
    for (const one of [sma20, sma50, ema20, rsi14, macd]) one.update(candle.close, replace);
    const trueRange = range.update(candle, replace);
    // The first bar has no true range: there is no close before it.
    if (count > 1) atr14.update(trueRange, replace);
  };

  const compute: Readonly<Record<IndicatorName, (close: number) => number | null | undefined>> = {
    return1: (close) => close / closeBefore(1) - 1,
    return5: (close) => close / closeBefore(5) - 1,
    return20: (close) => close / closeBefore(20) - 1,
    return60: (close) => close / closeBefore(60) - 1,
    volatility20: () => sampleDeviation(logReturns(closes(21))) * Math.sqrt(TRADING_DAYS_A_YEAR),
    // A price that never moved has neither gains nor losses to compare.
    rsi14: () => (movedBefore || justMoved() ? rsi14.getResult() : undefined),
    priceToSma20: (close) => close / (sma20.getResult() ?? Number.NaN) - 1,
    priceToSma50: (close) => close / (sma50.getResult() ?? Number.NaN) - 1,
    priceToEma20: (close) => close / (ema20.getResult() ?? Number.NaN) - 1,
    zScore20: (close) => {
      const average = sma20.getResult() ?? Number.NaN;
      const deviation = getStandardDeviation(closes(20), average);
      // Equal closes leave a deviation of rounding noise, or none.
      return deviation > average * 1e-12 ? (close - average) / deviation : undefined;
    },
    atr14: (close) => (atr14.getResult() ?? Number.NaN) / close,
    macd: (close) => (macd.getResult()?.macd ?? Number.NaN) / close,
    macdSignal: (close) => (macd.getResult()?.signal ?? Number.NaN) / close,
    macdHistogram: (close) => (macd.getResult()?.histogram ?? Number.NaN) / close,
    priceToPointOfControl: (close) => {
      const profile = volumeProfile(window.slice(-PROFILE_BARS));
      return profile && close / profile.pointOfControl - 1;
    },
    placeInValueArea: (close) => {
      const profile = volumeProfile(window.slice(-PROFILE_BARS));
      return profile && (close - profile.valueAreaLow) / (profile.valueAreaHigh - profile.valueAreaLow);
    },
  };

  return {
    add(bar) {
      const candle = candleOf(bar);
      movedBefore ||= justMoved();
      window.push(candle);
      if (window.length > WINDOW) window.shift();
      count += 1;
      update(candle, false);
    },
    replace(bar) {
      if (count === 0) throw new RangeError('there is no bar to replace');
      const candle = candleOf(bar);
      window[window.length - 1] = candle;
      update(candle, true);
    },
    values() {
      const close = window.at(-1)?.close;
      const values: { -readonly [Name in IndicatorName]?: number } = {};
      if (close === undefined) return values;
      for (const name of INDICATOR_NAMES) {
        const value = count < BARS_NEEDED[name] ? undefined : compute[name](close);
        if (typeof value === 'number' && Number.isFinite(value)) values[name] = value;
      }
      return values;
    },
  };

  function closeBefore(bars: number): number {
    return window.at(-1 - bars)?.close ?? Number.NaN;
  }

  function closes(bars: number): number[] {
    return window.slice(-bars).map(({ close }) => close);
  }

  function justMoved(): boolean {
    return window.length > 1 && window.at(-1)?.close !== window.at(-2)?.close;
  }
}
