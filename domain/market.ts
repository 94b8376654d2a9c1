import type { DecimalString } from './money.ts';

/** RFC 3339 in UTC, as `Date.prototype.toISOString` writes it. */
export type Timestamp = string;

/** One bar of trading. Prices in dollars, volume in shares; `start` is the beginning of the bar. */
export interface Bar {
  readonly start: Timestamp;
  readonly open: DecimalString;
  readonly high: DecimalString;
  readonly low: DecimalString;
  readonly close: DecimalString;
  readonly volume: DecimalString;
}

/** The lengths of a bar that AlphaFlow reads and keeps, as Alpaca writes them. Days are days of New York. */
export const TIMEFRAMES = ['1Min', '1Hour', '1Day'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

/** The feed of bars that a person imported: never mixed with a broker's. */
export const IMPORT_FEED = 'import';

/**
 * What a bar's prices and volume were corrected for: nothing, splits, or splits and dividends. A source corrects by
 * all that it knows when it is asked, so an adjusted bar holds knowledge later than itself.
 */
export type Adjustment = 'raw' | 'split' | 'all';

/** `newShares` for each `oldShares`, from the first moment of `exDate` (a New York day, `2025-11-17`) on. */
export interface Split {
  readonly symbol: string;
  readonly exDate: string;
  readonly oldShares: DecimalString;
  readonly newShares: DecimalString;
}

/** The national best bid and offer as the feed showed it at `at`. Prices in dollars, sizes in shares. */
export interface Quote {
  readonly bid: DecimalString;
  readonly ask: DecimalString;
  readonly bidSize: DecimalString;
  readonly askSize: DecimalString;
  readonly at: Timestamp;
}

export interface LastTrade {
  readonly price: DecimalString;
  readonly size: DecimalString;
  readonly at: Timestamp;
}

/** One trade on the tape. Price in dollars, size in shares; `conditions` are the codes of the tape's plan. */
export interface MarketTrade extends LastTrade {
  /** Unique within one exchange and day. */
  readonly id: string;
  readonly exchange: string;
  readonly conditions: readonly string[];
  /** What has become of a trade that is no longer as it was reported. */
  readonly update?: 'canceled' | 'incorrect' | 'corrected';
}

/** What the feed knows of a symbol at this moment; a part it has not got is absent. */
export interface Snapshot {
  readonly quote?: Quote;
  readonly lastTrade?: LastTrade;
}

export interface NewsItem {
  readonly id: string;
  readonly headline: string;
  readonly summary: string;
  readonly source: string;
  readonly url: string;
  readonly symbols: readonly string[];
  readonly createdAt: Timestamp;
}

/** The broker's clock: the time that ages and sessions are judged by. */
export interface MarketClock {
  readonly at: Timestamp;
  readonly isOpen: boolean;
  readonly nextOpen: Timestamp;
  readonly nextClose: Timestamp;
}

export interface Filing {
  readonly accessionNumber: string;
  readonly form: string;
  readonly filedOn: string;
  readonly items: string;
  readonly primaryDocument: string;
  /** The later of the two readings of EDGAR's ambiguous time stamp: nothing earlier may use this filing. */
  readonly availableAt: Timestamp;
}

/** Units of `quote` for one unit of `base`, a reference rate of the European Central Bank. */
export interface FxRate {
  readonly base: string;
  readonly quote: string;
  readonly rate: DecimalString;
  readonly date: string;
  readonly availableAt: Timestamp;
}

export interface ShortInterest {
  readonly settlementDate: string;
  readonly shortQuantity: DecimalString;
  readonly previousShortQuantity?: DecimalString;
  readonly averageDailyVolume: DecimalString;
  /** Absent where the source gives its filler instead of a figure. */
  readonly daysToCover?: DecimalString;
  readonly availableAt: Timestamp;
}

/** One day's sales reported off the exchanges, and how many of them were short. Shares. Not short interest. */
export interface ShortVolume {
  readonly date: string;
  readonly shortVolume: DecimalString;
  readonly shortExemptVolume: DecimalString;
  readonly totalVolume: DecimalString;
  readonly availableAt: Timestamp;
}
