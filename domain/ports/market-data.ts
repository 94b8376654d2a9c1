import type { Bar, NewsItem, Snapshot, Timestamp } from '../market.ts';

/** Market data for many symbols in one request each. A symbol that the source does not know is absent. */
export interface MarketData {
  dailyBars(
    query: { readonly symbols: readonly string[]; readonly start: Timestamp; readonly end: Timestamp },
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly Bar[]>>;
  snapshots(symbols: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Snapshot>>;
  news(
    query: { readonly symbols: readonly string[]; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly NewsItem[]>;
}
