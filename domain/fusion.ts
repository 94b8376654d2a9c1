import type { Fundamentals } from './fundamentals.ts';
import type {
  Bar,
  Filing,
  FxRate,
  LastTrade,
  NewsItem,
  Quote,
  ShortInterest,
  ShortVolume,
  Snapshot,
  Timestamp,
} from './market.ts';
import type { DecimalString } from './money.ts';

/** What came of asking one source: its answer under the hash of its evidence, or why there is none. */
export type Reading<T> =
  | {
      readonly status: 'ok';
      readonly source: string;
      readonly fetchedAt: Timestamp;
      readonly hash: string;
      readonly value: T;
    }
  | { readonly status: 'missing'; readonly source: string; readonly code: string; readonly reason: string };

/** Documents by symbol; `unread` are those that nobody has read yet, which is not the same as having none. */
export interface BySymbol<T> {
  readonly found: Readonly<Record<string, T>>;
  readonly unread: readonly string[];
}

/** Everything that was fetched, by source. Records are keyed by symbol; a symbol that a source lacks is absent. */
export interface FusionSources {
  readonly symbols: readonly string[];
  readonly bars: Reading<Readonly<Record<string, readonly Bar[]>>>;
  readonly snapshots: Reading<Readonly<Record<string, Snapshot>>>;
  readonly news: Reading<readonly NewsItem[]>;
  readonly filings: Reading<BySymbol<readonly Filing[]>>;
  readonly fundamentals: Reading<BySymbol<Fundamentals>>;
  readonly shortInterest: Reading<Readonly<Record<string, ShortInterest>>>;
  readonly shortVolume: Reading<Readonly<Record<string, ShortVolume>>>;
  readonly fx: Reading<readonly FxRate[]>;
}

/**
 * How far a part may be relied on; where several are true the worst counts, in this order:
 * - `stale`: older than its source's ordinary rhythm (`fusing/staleness.ts`);
 * - `contested`: it contradicts itself or another part;
 * - `partial`: something of it was left out, or is known to have been overtaken;
 * - `good`: none of these.
 */
export type Quality = 'good' | 'partial' | 'contested' | 'stale';

/** One part of a view: the datum, where it came from, when it could be known, how old it is; or why it is missing. */
export type Part<T> =
  | {
      readonly status: 'ok';
      readonly value: T;
      readonly source: string;
      readonly availableAt: Timestamp;
      readonly ageMs: number;
      readonly stale: boolean;
      readonly quality: Quality;
      readonly hash: string;
      /** Further evidence that it stands on, where it was made of more than one source. */
      readonly alsoFrom?: readonly string[];
    }
  | { readonly status: 'missing'; readonly source: string; readonly code: string; readonly reason: string };

/** What a share is worth, in dollars, and which part said so. */
export interface Price {
  readonly amount: DecimalString;
  readonly basis: 'quote' | 'lastTrade' | 'dailyBars';
}

/** Shares traded: on the last complete day, and a day on average over 20. */
export interface Volume {
  readonly lastDay: DecimalString;
  readonly averageDaily: DecimalString;
  readonly days: number;
}

/** Standard deviation of daily log returns over 20 bars for a year of 252 days; average true range by price. */
export interface Volatility {
  readonly annualised20: number;
  readonly atr14?: number;
}

/** `up`: the last close is above the 20-day average and that above the 50-day one; `down`: below both; else `flat`. */
export interface Trend {
  readonly direction: 'up' | 'down' | 'flat';
  readonly priceToSma20: number;
  readonly priceToSma50: number;
}

/** Dollars that change hands a day on average, and what crossing the quote costs, as a share of its middle. */
export interface Liquidity {
  readonly averageDailyDollars: DecimalString;
  readonly relativeSpread?: number;
}

/** The currency of the price, its reference rates, and what one share is worth by them. */
export interface FxExposure {
  readonly currency: 'USD';
  readonly rates: readonly FxRate[];
  readonly share?: readonly { readonly currency: string; readonly amount: DecimalString }[];
}

/** The parts of a view, in the order in which a person reads them. */
export interface ViewParts {
  readonly price: Part<Price>;
  readonly quote: Part<Quote>;
  readonly lastTrade: Part<LastTrade>;
  /** Completed daily bars, oldest first. */
  readonly dailyBars: Part<readonly Bar[]>;
  readonly volume: Part<Volume>;
  readonly volatility: Part<Volatility>;
  readonly trend: Part<Trend>;
  readonly liquidity: Part<Liquidity>;
  readonly filings: Part<readonly Filing[]>;
  readonly fundamentals: Part<Fundamentals>;
  readonly shortInterest: Part<ShortInterest>;
  readonly shortVolume: Part<ShortVolume>;
  readonly fxExposure: Part<FxExposure>;
  readonly news: Part<readonly NewsItem[]>;
}

export type PartName = keyof ViewParts;

/** A contradiction, and how it was settled: which part stands and why, or nothing where no rule can tell. */
export interface Conflict {
  readonly code: ConflictCode;
  readonly parts: readonly PartName[];
  /** For a person. */
  readonly message: string;
  readonly resolution?: { readonly kept: PartName; readonly rule: string };
}

export type ConflictCode =
  | 'QUOTE_ONE_SIDED'
  | 'QUOTE_CROSSED'
  | 'TRADE_OUTSIDE_QUOTE'
  | 'QUOTE_FAR_FROM_CLOSE'
  | 'BAR_CONTRADICTS_ITSELF'
  | 'TWO_BARS_OF_ONE_DAY'
  | 'FUNDAMENTALS_BEHIND_FILING';

/** What is known of one symbol at `asOf`, and nothing later. */
export interface FusedView extends ViewParts {
  readonly symbol: string;
  readonly asOf: Timestamp;
  readonly conflicts: readonly Conflict[];
}
