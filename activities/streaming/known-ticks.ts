import { countsFor } from '../../domain/bars/bar-conditions.ts';
import type { MarketTrade, Quote, Snapshot } from '../../domain/market.ts';
import type { MarketTick } from '../../domain/ports/market-ticks.ts';

/** The newest of what is known of each symbol; whatever is news is sent on. */
export interface KnownTicks {
  onQuote(symbol: string, quote: Quote): void;
  /** A trade that is no price of its moment, or was taken back, changes nothing. Tells whether it is the latest price. */
  onTrade(symbol: string, trade: MarketTrade): boolean;
  /** What REST knows, where it is newer. */
  onSnapshots(snapshots: ReadonlyMap<string, Snapshot>): void;
  known(): ReadonlyMap<string, MarketTick>;
  /** Sends again what has been quiet, for those who began to listen meanwhile. */
  repeat(quietMs: number): void;
  /** Forgets every symbol but these. */
  keepOnly(symbols: readonly string[]): void;
}

export function createKnownTicks(send: (tick: MarketTick) => void): KnownTicks {
  const ticks = new Map<string, MarketTick>();
  const sentAt = new Map<string, number>();
  const news = (tick: MarketTick): void => {
    ticks.set(tick.symbol, tick);
    sentAt.set(tick.symbol, performance.now());
    send(tick);
  };
  return {
    onQuote(symbol, quote) {
      const known = ticks.get(symbol);
      if (!isOlder(quote, known?.quote)) news({ ...known, symbol, quote });
    },
    onTrade(symbol, trade) {
      const known = ticks.get(symbol);
      const isPrice = trade.update === undefined && countsFor(trade.conditions).openAndClose;
      if (!isPrice || isOlder(trade, known?.lastTrade)) return false;
      const { price, size, at } = trade;
      news({ ...known, symbol, lastTrade: { price, size, at } });
      return true;
    },
    onSnapshots(snapshots) {
      for (const [symbol, { quote, lastTrade }] of snapshots) {
        const known = ticks.get(symbol);
        const isQuoteNews = quote !== undefined && isNewer(quote, known?.quote);
        const isTradeNews = lastTrade !== undefined && isNewer(lastTrade, known?.lastTrade);
        if (!isQuoteNews && !isTradeNews) continue;
        news({ ...known, symbol, ...(isQuoteNews ? { quote } : {}), ...(isTradeNews ? { lastTrade } : {}) });
      }
    },
    known: () => ticks,
    repeat(quietMs) {
      const before = performance.now() - quietMs;
      for (const tick of ticks.values()) if ((sentAt.get(tick.symbol) ?? 0) < before) news(tick);
    },
    keepOnly(symbols) {
      const kept = new Set(symbols);
      for (const symbol of ticks.keys()) {
        if (kept.has(symbol)) continue;
        ticks.delete(symbol);
        sentAt.delete(symbol);
      }
    },
  };
}

interface Dated {
  readonly at: string;
}

function isOlder(one: Dated, known: Dated | undefined): boolean {
  return known !== undefined && one.at < known.at;
}

function isNewer(one: Dated, known: Dated | undefined): boolean {
  return known === undefined || one.at > known.at;
}
