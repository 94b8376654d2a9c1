import { minuteMs } from '../world/new-york.ts';
import type { Asset, Bar, Book, Market, Trade } from '../world/world.ts';
import { latestDayBars } from './latest.ts';
import type { Channel } from './stream-channels.ts';
import { barWire, quoteWire, tapeOf, tradeWire } from './wire.ts';

/** One message of the market stream and who may hear it. */
export interface StreamEvent {
  readonly channel: Channel;
  readonly symbol: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** What the stream has shown of a symbol last. */
export interface Shown {
  readonly at: number;
  readonly book: Book | undefined;
  readonly pinnedAt: number | undefined;
}

/** At most this many trades a symbol and look: a fast clock must not flood a client. */
const tradesPerLook = 40;
const tradeLookMs = 120_000;
const barsPerLook = 60;
const minute = { amount: 1, unit: 'Min' } as const;

export function look(market: Market, symbol: string, at: number): Shown {
  return { at, book: market.book(symbol, at), pinnedAt: market.pins().get(symbol)?.pinnedAt };
}

function isSameQuote(a: Book | undefined, b: Book | undefined): boolean {
  return a?.at === b?.at && a?.bid === b?.bid && a?.ask === b?.ask && a?.bidSize === b?.bidSize;
}

function newTrades(market: Market, symbol: string, before: Shown, after: Shown): readonly Trade[] {
  const pinnedAt = after.pinnedAt;
  if (pinnedAt !== undefined && pinnedAt !== before.pinnedAt) {
    return market.trades(symbol, pinnedAt, pinnedAt + 1, 1);
  }
  const from = Math.max(before.at + 1, after.at - tradeLookMs);
  return market.trades(symbol, from, after.at + 1, Number.POSITIVE_INFINITY).slice(-tradesPerLook);
}

function newMinuteBars(market: Market, symbol: string, before: Shown, after: Shown): readonly Bar[] {
  const [from, until] = [before.at, after.at].map((at) => Math.floor(at / minuteMs) * minuteMs);
  if (from === undefined || until === undefined || until <= from) return [];
  const start = Math.max(from, until - barsPerLook * minuteMs);
  return market.bars(symbol, minute, start, until, after.at).filter((bar) => bar.t >= start && bar.t < until);
}

function statusOf(asset: Asset, after: Shown): Record<string, unknown> {
  const isHalted = after.book?.halted === true;
  return {
    sc: isHalted ? 'H' : 'T',
    sm: isHalted ? 'Trading Halt' : 'Trading Resumption',
    rc: isHalted ? 'LUDP' : '',
    rm: isHalted ? 'Volatility Trading Pause' : '',
    z: tapeOf(asset),
  };
}

/** What happened to a symbol between two looks, in the order in which clients hear of it. */
export function eventsBetween(market: Market, asset: Asset, before: Shown, after: Shown): StreamEvent[] {
  const symbol = asset.symbol;
  const events: StreamEvent[] = [];
  const add = (channel: Channel, type: string, t: number, fields: object): void => {
    events.push({ channel, symbol, message: { T: type, S: symbol, ...fields, t: new Date(t) } });
  };
  if (before.book?.halted !== after.book?.halted) {
    add('statuses', 's', after.at, statusOf(asset, after));
  }
  for (const trade of newTrades(market, symbol, before, after)) {
    add('trades', 't', trade.t, tradeWire(asset, trade));
  }
  if (after.book !== undefined && !isSameQuote(before.book, after.book)) {
    add('quotes', 'q', after.book.at, quoteWire(asset, after.book));
  }
  const bars = newMinuteBars(market, symbol, before, after);
  for (const bar of bars) add('bars', 'b', bar.t, barWire(bar));
  const today = bars.length > 0 ? latestDayBars(market, symbol, after.at).at(-1) : undefined;
  if (today !== undefined) add('dailyBars', 'd', today.t, barWire(today));
  return events;
}
