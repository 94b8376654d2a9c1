import type { Timeframe } from '../../domain/market.ts';
import type { Numeric, Time } from './column-types.ts';

/** Completed bars as the source gave them, unadjusted; `feed` is whose they are: `alpaca:iex`, `import`. */
export interface BarsTable {
  feed: string;
  timeframe: Timeframe;
  symbol: string;
  start: Time;
  open: Numeric;
  high: Numeric;
  low: Numeric;
  close: Numeric;
  volume: Numeric;
  /** When these values were first read; a correction by the source makes it later. */
  fetchedAt: Time;
}

export interface SplitsTable {
  feed: string;
  symbol: string;
  /** New York day, `2025-11-17`. */
  exDate: string;
  oldShares: Numeric;
  newShares: Numeric;
  fetchedAt: Time;
}

export interface MarketCoverageTable {
  feed: string;
  series: Timeframe | 'splits';
  symbol: string;
  /** A multirange, which SQL alone reads and writes. */
  spans: string;
}
