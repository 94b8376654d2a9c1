import type {
  Bar,
  Filing,
  FxRate,
  LastTrade,
  NewsItem,
  Quote,
  ShortInterest,
  Snapshot,
  Timestamp,
} from './market.ts';

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

/** Everything that a cycle fetched, by source. Records are keyed by symbol; a symbol that a source lacks is absent. */
export interface FusionSources {
  readonly symbols: readonly string[];
  readonly bars: Reading<Readonly<Record<string, readonly Bar[]>>>;
  readonly snapshots: Reading<Readonly<Record<string, Snapshot>>>;
  readonly news: Reading<readonly NewsItem[]>;
  readonly filings: Reading<Readonly<Record<string, readonly Filing[]>>>;
  readonly shortInterest: Reading<Readonly<Record<string, ShortInterest>>>;
  readonly fx: Reading<readonly FxRate[]>;
}

/** One part of a view: the datum, where it came from, when it could be known, how old it is; or why it is missing. */
export type Part<T> =
  | {
      readonly status: 'ok';
      readonly value: T;
      readonly source: string;
      readonly availableAt: Timestamp;
      readonly ageMs: number;
      readonly stale: boolean;
      readonly hash: string;
    }
  | { readonly status: 'missing'; readonly source: string; readonly code: string; readonly reason: string };

/** What is known of one symbol at `asOf`, and nothing later. */
export interface FusedView {
  readonly symbol: string;
  readonly asOf: Timestamp;
  readonly quote: Part<Quote>;
  readonly lastTrade: Part<LastTrade>;
  /** Completed daily bars, oldest first. */
  readonly dailyBars: Part<readonly Bar[]>;
  readonly news: Part<readonly NewsItem[]>;
  readonly filings: Part<readonly Filing[]>;
  readonly shortInterest: Part<ShortInterest>;
  readonly fx: Part<readonly FxRate[]>;
  /** Contradictions between sources, in words: quote crossed, last trade far outside the quote, … */
  readonly conflicts: readonly string[];
}
