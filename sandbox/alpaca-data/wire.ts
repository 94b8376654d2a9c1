import type { Asset, Bar, Book, Trade } from '../world/world.ts';
import { formatTimestamp } from './timestamp.ts';

/** Exchange code of IEX. */
const iex = 'V';

/** The tape on which the asset's exchange reports: A for NYSE, C for NASDAQ, B for the others. */
export function tapeOf(asset: Asset): string {
  if (asset.exchange === 'NYSE') return 'A';
  return asset.exchange === 'NASDAQ' ? 'C' : 'B';
}

export function barWire(bar: Bar) {
  return { ...bar, t: formatTimestamp(bar.t) };
}

export function quoteWire(asset: Asset, book: Book) {
  return {
    t: formatTimestamp(book.at),
    ax: iex,
    ap: book.ask,
    as: book.askSize,
    bx: iex,
    bp: book.bid,
    bs: book.bidSize,
    c: ['R'],
    z: tapeOf(asset),
  };
}

export function tradeWire(asset: Asset, trade: Trade) {
  return {
    t: formatTimestamp(trade.t),
    x: iex,
    p: trade.price,
    s: trade.size,
    c: ['@'],
    i: trade.id,
    z: tapeOf(asset),
  };
}
