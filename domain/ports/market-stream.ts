import type { Bar, MarketTrade, Quote } from '../market.ts';

/** What happens on a market stream, one event after the other. What a handler throws ends the stream. */
export interface MarketStreamListener {
  /** Also a trade that is cancelled or corrected later: `update` says which. */
  onTrade?(symbol: string, trade: MarketTrade): void;
  onQuote?(symbol: string, quote: Quote): void;
  /** A minute's bar when the minute is over, and once more, with `isUpdate`, when late trades have changed it. */
  onBar?(symbol: string, bar: Bar, isUpdate: boolean): void;
  /** Subscribed, for the first time or again: nothing is repeated, so what was missed must be read over REST. */
  onConnected(): void;
  onDisconnected(reason: string): void;
  /**
   * Nothing has come for longer than the stream's limit although something is subscribed, on a connection that answers
   * pings. Told once for each silence; whether it means anything, the market's hours say.
   */
  onSilent(silentMs: number): void;
}

/** One connection for all that is subscribed. Reconnects without end, and subscribes again by itself. */
export interface MarketStream {
  subscribeToTrades(symbols: readonly string[]): void;
  subscribeToQuotes(symbols: readonly string[]): void;
  subscribeToBars(symbols: readonly string[]): void;
  unsubscribeFromTrades(symbols: readonly string[]): void;
  unsubscribeFromQuotes(symbols: readonly string[]): void;
  unsubscribeFromBars(symbols: readonly string[]): void;
  /** Resolves after `close`. @throws SourceOutage for refused keys, too many symbols and frames that cannot be read */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}
