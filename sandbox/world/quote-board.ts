import { minuteTicks } from './minute-ticks.ts';
import { minuteMs } from './new-york.ts';
import { numberAt } from './number-at.ts';
import { type PriceSource, unitsPerCent, unitsPerDollar } from './price-source.ts';
import { hash } from './random.ts';
import type { Book, QuotePin, Session } from './world.ts';

/** Quotes are renewed once a second. */
export const quoteMs = 1000;
/** Shares on a side of a pinned book whose control gave no size. */
const unlimitedSize = 1_000_000;

const dollars = (units: number): number => units / unitsPerDollar;

/** Rounds to the price step of the exchange: cents, below one dollar hundredths of a cent. */
function toPriceStep(units: number): number {
  return units >= unitsPerDollar ? Math.round(units / unitsPerCent) * unitsPerCent : units;
}

function makeBook(price: number, spread: number, draw: number, at: number, halted: boolean): Book {
  const last = toPriceStep(price);
  const bid = Math.max(1, (draw & 1) === 0 ? last : last - spread);
  return {
    bid: dollars(bid),
    ask: dollars(bid + spread),
    last: dollars(last),
    bidSize: 100 * (1 + ((draw >>> 4) % 12)),
    askSize: 100 * (1 + ((draw >>> 12) % 12)),
    at,
    pinned: false,
    halted,
  };
}

/** The last price at or before `offset` (ms since the start of the minute), in units. */
function priceWithin(source: PriceSource, symbol: number, index: number, minute: number, offset: number) {
  const minutes = source.minutes(symbol, index);
  if (minutes === undefined) return undefined;
  if (numberAt(minutes.volume, minute) === 0) return numberAt(minutes.close, minute);
  const ticks = minuteTicks(minutes, minute, source.seed(symbol) + index);
  let tick = ticks.count - 1;
  while (tick > 0 && numberAt(ticks.offset, tick) > offset) tick -= 1;
  return numberAt(ticks.price, tick);
}

function openBook(source: PriceSource, symbol: number, index: number, session: Session, at: number) {
  let offset = Math.floor((at - session.open) / quoteMs) * quoteMs;
  let minute = Math.floor(offset / minuteMs);
  const halted = source.isHalted(symbol, index, minute);
  if (halted) {
    while (minute > 0 && source.isHalted(symbol, index, minute - 1)) minute -= 1;
    offset = minute * minuteMs;
  }
  const price = priceWithin(source, symbol, index, minute, offset - minute * minuteMs);
  if (price === undefined) return undefined;
  const draw = hash(source.seed(symbol), index, offset, 81);
  return makeBook(price, source.spread(symbol, price), draw, session.open + offset, halted);
}

/** The book at `at` without regard to pins: in a session fresh every second, else the last close, far apart. */
export function bookAt(source: PriceSource, symbol: number, at: number): Book | undefined {
  const index = source.calendar.indexAt(at);
  const session = source.calendar.all[index];
  if (session === undefined) return undefined;
  const isOpen = at < session.close;
  if (isOpen) {
    const book = openBook(source, symbol, index, session, at);
    if (book !== undefined) return book;
  }
  const price = source.lastClose(symbol, index);
  if (price === undefined) return undefined;
  const quotedAt = isOpen ? (source.calendar.all[index - 1]?.close ?? session.open) : session.close;
  const spread = Math.max(4 * unitsPerCent, 6 * source.spread(symbol, price));
  return makeBook(price, spread, hash(source.seed(symbol), index, 82), quotedAt, false);
}

/** The book that a control has pinned; it counts as quoted anew every second. */
export function pinnedBook(pin: QuotePin, at: number): Book {
  return {
    bid: pin.bid,
    ask: pin.ask,
    last: pin.last,
    bidSize: pin.bidSize ?? unlimitedSize,
    askSize: pin.askSize ?? unlimitedSize,
    at: Math.max(pin.pinnedAt, Math.floor(at / quoteMs) * quoteMs),
    pinned: true,
    halted: false,
  };
}
