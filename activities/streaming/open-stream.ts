import type { Bar, MarketTrade, Quote } from '../../domain/market.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { StreamStanding } from '../../domain/streaming/stream-doubt.ts';

/** What a follower does with what comes. */
export interface StreamHandlers {
  onTrade(symbol: string, trade: MarketTrade): void;
  onQuote(symbol: string, quote: Quote): void;
  /** A minute that is over; one that late trades have changed since is left to the store. */
  onBar(symbol: string, bar: Bar): void;
  onDisconnected(reason: string): void;
}

/** The one connection of an account's keys, with what it listens to. */
export interface OpenStream {
  /** Listens to these symbols and no others. */
  listenTo(symbols: readonly string[]): void;
  standing(): StreamStanding;
  /** Whether it has been connected, for the first time or again, since this was last asked. */
  takeConnected(): boolean;
  /** Whether anything has come since this was last asked. */
  takeHeard(): boolean;
  /** Throws what has ended it, if anything has. */
  check(): void;
  close(): Promise<void>;
}

export function openStream(market: MarketData, handlers: StreamHandlers): OpenStream {
  let symbols: readonly string[] = [];
  let disconnectedAt: number | undefined = performance.now();
  let quietFrom = performance.now();
  let isConnectedNews = false;
  let isHeard = false;
  let failure: { readonly error: unknown } | undefined;
  const heard = (): void => {
    quietFrom = performance.now();
    isHeard = true;
  };

  const stream = market.stream({
    onTrade(symbol, trade) {
      heard();
      handlers.onTrade(symbol, trade);
    },
    onQuote(symbol, quote) {
      heard();
      handlers.onQuote(symbol, quote);
    },
    onBar(symbol, bar, isUpdate) {
      heard();
      if (!isUpdate) handlers.onBar(symbol, bar);
    },
    onConnected() {
      disconnectedAt = undefined;
      quietFrom = performance.now();
      isConnectedNews = true;
    },
    onDisconnected(reason) {
      disconnectedAt ??= performance.now();
      handlers.onDisconnected(reason);
    },
    // Silence is measured here, against what REST knows.
    onSilent() {},
  });
  stream.ended.catch((error: unknown) => {
    failure = { error };
  });

  return {
    listenTo(wanted) {
      const gone = symbols.filter((symbol) => !wanted.includes(symbol));
      const fresh = wanted.filter((symbol) => !symbols.includes(symbol));
      symbols = wanted;
      // First what makes room: the plan counts symbols.
      if (gone.length > 0) {
        stream.unsubscribeFromTrades(gone);
        stream.unsubscribeFromQuotes(gone);
        stream.unsubscribeFromBars(gone);
      }
      if (fresh.length > 0) {
        stream.subscribeToTrades(fresh);
        stream.subscribeToQuotes(fresh);
        stream.subscribeToBars(fresh);
      }
    },
    standing() {
      const now = performance.now();
      return {
        disconnectedForMs: disconnectedAt === undefined ? undefined : now - disconnectedAt,
        silentForMs: now - quietFrom,
      };
    },
    takeConnected() {
      const taken = isConnectedNews;
      isConnectedNews = false;
      return taken;
    },
    takeHeard() {
      const taken = isHeard;
      isHeard = false;
      return taken;
    },
    check() {
      if (failure !== undefined) throw failure.error;
    },
    close: () => stream.close(),
  };
}
