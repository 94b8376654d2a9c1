import type { MarketData } from '../domain/ports/market-data.ts';
import type { Guard } from './guard.ts';

/** Market data through the guard of its source. */
export function guardedMarketData(market: MarketData, guard: Guard): MarketData {
  const { run } = guard;
  return {
    ...market,
    bars: (query, signal) => run('bars', () => market.bars(query, signal), signal),
    barsPage: (query, signal) => run('a page of bars', () => market.barsPage(query, signal), signal),
    splits: (query, signal) => run('splits', () => market.splits(query, signal), signal),
    quotesPage: (query, signal) => run('a page of quotes', () => market.quotesPage(query, signal), signal),
    tradesPage: (query, signal) => run('a page of trades', () => market.tradesPage(query, signal), signal),
    snapshots: (symbols, signal) => run('snapshots', () => market.snapshots(symbols, signal), signal),
    news: (query, signal) => run('news', () => market.news(query, signal), signal),
    newsPage: (query, signal) => run('a page of news', () => market.newsPage(query, signal), signal),
  };
}
