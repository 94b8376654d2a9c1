import type { IndexedCalendar } from './calendar.ts';
import type { Asset } from './world.ts';

/** Prices inside the world are whole ten-thousandths of a dollar, so that sums and comparisons are exact. */
export const unitsPerDollar = 10_000;
export const unitsPerCent = 100;

/** One symbol's minutes of one session; prices in units; a minute without volume had no trade. */
export interface Minutes {
  readonly length: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** One symbol's whole session; prices in units. */
export interface Day {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Number of trades. */
  readonly trades: number;
  /** Volume-weighted average price. */
  readonly average: number;
}

/** Where a market's prices come from; symbols by their place in `assets`, sessions by their number. */
export interface PriceSource {
  readonly calendar: IndexedCalendar;
  readonly assets: readonly Asset[];
  /** Undefined when the symbol did not trade in that session. */
  day(symbol: number, session: number): Day | undefined;
  minutes(symbol: number, session: number): Minutes | undefined;
  /** The last traded price at the end of `session` or of the latest one before; undefined before the first. */
  lastClose(symbol: number, session: number): number | undefined;
  /** Fixes everything random about the symbol. */
  seed(symbol: number): number;
  /** Distance of bid and ask while the session runs, in units. */
  spread(symbol: number, price: number): number;
  isHalted(symbol: number, session: number, minute: number): boolean;
}

export function createMinutes(length: number): Minutes {
  return {
    length,
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
}
