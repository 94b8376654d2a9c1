import type { Adjustment, MarketTrade, NewsItem, Quote, Timeframe, Timestamp } from './market.ts';
import type { OutageKind } from './outage.ts';

/** What a person asks about the market, through a workflow: what the worker reads, and what the API then shows. */
export type MarketQuestion = BarsQuestion | TicksQuestion | NewsQuestion;

interface Asked {
  readonly accountId: string;
  readonly symbols: readonly string[];
  readonly start?: Timestamp;
  /** Included. */
  readonly end?: Timestamp;
}

export interface BarsQuestion extends Asked {
  readonly kind: 'bars';
  readonly timeframe: Timeframe;
  readonly adjustment: Extract<Adjustment, 'raw' | 'split'>;
}

interface Paged {
  readonly limit: number;
  /** Where the page before ended, in the source's own words. */
  readonly page?: string;
}

/** Without `start` and `end`: the latest of each symbol. */
export interface TicksQuestion extends Asked, Paged {
  readonly kind: 'quotes' | 'trades';
}

export interface NewsQuestion extends Asked, Paged {
  readonly kind: 'news';
}

export type OfSymbol<T> = T & { readonly symbol: string };

export type MarketAnswer =
  | { readonly kind: 'outage'; readonly outage: OutageTold }
  | BarsAnswer
  | (Told & { readonly kind: 'quotes'; readonly items: readonly OfSymbol<Quote>[] })
  | (Told & { readonly kind: 'trades'; readonly items: readonly OfSymbol<TradeTold>[] })
  | (Told & { readonly kind: 'news'; readonly items: readonly NewsItem[] });

/** A latest trade comes without its id, exchange and conditions. */
export type TradeTold = Pick<MarketTrade, 'price' | 'size' | 'at'> & Partial<MarketTrade>;

interface Told {
  readonly source: string;
  /** The market's clock when it was asked. */
  readonly asOf: Timestamp;
  readonly nextPage?: string;
}

/** The bars themselves are in the store, complete from `start` to `until`, which is not included. */
export interface BarsAnswer {
  readonly kind: 'bars';
  readonly feed: string;
  readonly start: Timestamp;
  readonly until: Timestamp;
  readonly asOf: Timestamp;
}

export interface OutageTold {
  readonly source: string;
  readonly request: string;
  readonly kind: OutageKind;
  readonly reason: string;
}
