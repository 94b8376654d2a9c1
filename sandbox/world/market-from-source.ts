import { collectBars } from './collect-bars.ts';
import type { PriceSource } from './price-source.ts';
import { bookAt, pinnedBook, quoteMs } from './quote-board.ts';
import type { Split } from './splits.ts';
import { pinTrade, tradesBetween } from './tape.ts';
import type { Asset, Book, Market, QuotePin } from './world.ts';

/** The market over a source of prices: bars, trades, quotes and books, with pins winning over the source. */
export function createMarketFromSource(
  source: PriceSource,
  openingMoment: (wallClock: number) => number,
  splits: readonly Split[] = [],
): Market {
  const places = new Map<string, number>();
  source.assets.forEach((asset, place) => {
    places.set(asset.symbol, place);
    places.set(asset.id, place);
  });
  const pins = new Map<string, QuotePin>();
  const find = (symbolOrId: string): Asset | undefined => {
    const place = places.get(symbolOrId);
    return place === undefined ? undefined : source.assets[place];
  };

  const book = (symbol: string, at: number): Book | undefined => {
    const place = places.get(symbol);
    if (place === undefined) return undefined;
    const pin = pins.get(symbol);
    return pin !== undefined && at >= pin.pinnedAt ? pinnedBook(pin, at) : bookAt(source, place, at);
  };

  const quotes = (symbol: string, start: number, end: number, limit: number): Book[] => {
    const found: Book[] = [];
    let at = Math.ceil(start / quoteMs) * quoteMs;
    while (at < end && found.length < limit) {
      if (source.calendar.sessionAt(at) === undefined) {
        const next = source.calendar.all[source.calendar.indexAt(at) + 1];
        if (next === undefined) break;
        at = next.open;
        continue;
      }
      const quote = book(symbol, at);
      if (quote === undefined) break;
      if (quote.at === at) found.push(quote);
      at += quoteMs;
    }
    return found;
  };

  return {
    calendar: source.calendar,
    splits: () => splits,
    assets: () => source.assets,
    asset: find,
    book,
    bars: (symbol, timeframe, start, end, now) => {
      const place = places.get(symbol);
      return place === undefined ? [] : collectBars(source, place, timeframe, start, end, now);
    },
    trades: (symbol, start, end, limit) => {
      const place = places.get(symbol);
      if (place === undefined) return [];
      const pin = pins.get(symbol);
      if (pin === undefined || pin.pinnedAt >= end) return tradesBetween(source, place, start, end, limit);
      const before = tradesBetween(source, place, start, pin.pinnedAt, limit);
      const pinned = pin.pinnedAt >= start && before.length < limit ? [pinTrade(pin.last, pin.pinnedAt)] : [];
      return [...before, ...pinned];
    },
    quotes,
    pin: (symbol, pin) => {
      pins.set(symbol, pin);
    },
    unpin: (symbol) => {
      pins.delete(symbol);
    },
    pins: () => pins,
    openingMoment,
  };
}
