import type { Bar, Book, Trade } from '../world/world.ts';

const priceOf = (price: number, shares: number): number => Math.round(price * shares * 10_000) / 10_000;
const sizeOf = (size: number, shares: number): number => Math.max(1, Math.round(size / shares));

/** A bar in the shares in which it was traded; `shares` of today's make one of then. */
export function barAsTraded(bar: Bar, shares: number): Bar {
  if (shares === 1) return bar;
  const price = (value: number): number => priceOf(value, shares);
  const { o, h, l, c, v, vw } = bar;
  return {
    ...bar,
    o: price(o),
    h: price(h),
    l: price(l),
    c: price(c),
    v: sizeOf(v, shares),
    vw: price(vw),
  };
}

export function tradeAsTraded(trade: Trade, shares: number): Trade {
  if (shares === 1) return trade;
  return { ...trade, price: priceOf(trade.price, shares), size: sizeOf(trade.size, shares) };
}

export function bookAsTraded(book: Book, shares: number): Book {
  if (shares === 1) return book;
  const { bid, ask, last, bidSize, askSize } = book;
  return {
    ...book,
    bid: priceOf(bid, shares),
    ask: priceOf(ask, shares),
    last: priceOf(last, shares),
    bidSize: sizeOf(bidSize, shares),
    askSize: sizeOf(askSize, shares),
  };
}
