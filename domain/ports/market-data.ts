import type {
  Adjustment,
  Bar,
  MarketTrade,
  NewsItem,
  Quote,
  Snapshot,
  Split,
  Timeframe,
  Timestamp,
} from '../market.ts';
import type { MarketStream, MarketStreamListener } from './market-stream.ts';

/** Times from `start` to `end`, both included. */
export interface Span {
  readonly symbols: readonly string[];
  readonly start: Timestamp;
  readonly end: Timestamp;
}

export interface BarsQuery extends Span {
  readonly timeframe: Timeframe;
  readonly adjustment: Adjustment;
}

/** Which page, and how many items over all symbols it may hold at most. */
export interface PageAsked {
  readonly limit: number;
  /** `nextPage` of the page before. */
  readonly page?: string | undefined;
}

/** One page over all symbols asked: symbol by symbol, each oldest first. `nextPage` is absent on the last one. */
export interface SymbolPage<T> {
  readonly items: ReadonlyMap<string, readonly T[]>;
  readonly nextPage?: string;
}

/**
 * Market data for many symbols in one request each. A symbol that the source does not know is absent. Every method
 * throws `SourceOutage` when the source cannot be read; `signal` ends a call early.
 */
export interface MarketData {
  /** Whose trades and quotes these are (`alpaca:iex`): the bars of two feeds differ. */
  readonly feed: string;
  /** Every page. */
  bars(query: BarsQuery, signal?: AbortSignal): Promise<ReadonlyMap<string, readonly Bar[]>>;
  barsPage(query: BarsQuery & PageAsked, signal?: AbortSignal): Promise<SymbolPage<Bar>>;
  /** Splits whose ex-date lies in the span, every page. */
  splits(query: Span, signal?: AbortSignal): Promise<readonly Split[]>;
  quotesPage(query: Span & PageAsked, signal?: AbortSignal): Promise<SymbolPage<Quote>>;
  tradesPage(query: Span & PageAsked, signal?: AbortSignal): Promise<SymbolPage<MarketTrade>>;
  snapshots(symbols: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Snapshot>>;
  /** Opens a stream of what happens from now on. One at a time for each key. */
  stream(listener: MarketStreamListener): MarketStream;
  /** The newest articles. */
  news(
    query: { readonly symbols: readonly string[]; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly NewsItem[]>;
  /** One page of articles, newest first. */
  newsPage(
    query: Partial<Span> & Pick<Span, 'symbols'> & PageAsked,
    signal?: AbortSignal,
  ): Promise<{ readonly items: readonly NewsItem[]; readonly nextPage?: string }>;
}
