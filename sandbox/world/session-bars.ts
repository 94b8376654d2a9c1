import { minuteTicks, tickCount } from './minute-ticks.ts';
import { minuteMs } from './new-york.ts';
import { numberAt } from './number-at.ts';
import { type Minutes, type PriceSource, unitsPerDollar } from './price-source.ts';
import type { Bar, Session } from './world.ts';

/** A bar being added up; prices in units, `notional` in units times shares. */
export interface BarSum {
  readonly t: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  trades: number;
  notional: number;
}

export function startBar(t: number): BarSum {
  return { t, open: 0, high: 0, low: 0, close: 0, volume: 0, trades: 0, notional: 0 };
}

/** Adds what traded later: its prices in units, its shares, the number of its trades, its shares times price. */
export function addToBar(
  sum: BarSum,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  trades: number,
  notional: number,
): void {
  if (sum.volume === 0) {
    sum.open = open;
    sum.high = high;
    sum.low = low;
  }
  if (high > sum.high) sum.high = high;
  if (low < sum.low) sum.low = low;
  sum.close = close;
  sum.volume += volume;
  sum.trades += trades;
  sum.notional += notional;
}

/** The bar in dollars; undefined when nothing traded. */
export function finishBar(sum: BarSum): Bar | undefined {
  if (sum.volume === 0) return undefined;
  return {
    t: sum.t,
    o: sum.open / unitsPerDollar,
    h: sum.high / unitsPerDollar,
    l: sum.low / unitsPerDollar,
    c: sum.close / unitsPerDollar,
    v: sum.volume,
    n: sum.trades,
    vw: Math.round((sum.notional / sum.volume) * 100) / (100 * unitsPerDollar),
  };
}

/** The price of a minute that stands for all its trades. */
const minutePrice = (minutes: Minutes, minute: number): number =>
  (numberAt(minutes.open, minute) + numberAt(minutes.close, minute)) / 2;

/** Adds minute `minute` of a session as far as it has traded by `now`. */
export function addMinute(
  sum: BarSum,
  minutes: Minutes,
  minute: number,
  minuteStart: number,
  seed: number,
  now: number,
): void {
  const volume = numberAt(minutes.volume, minute);
  if (volume === 0 || minuteStart > now) return;
  const open = numberAt(minutes.open, minute);
  if (minuteStart + minuteMs <= now) {
    const [high, low] = [numberAt(minutes.high, minute), numberAt(minutes.low, minute)];
    const close = numberAt(minutes.close, minute);
    addToBar(sum, open, high, low, close, volume, tickCount(volume), minutePrice(minutes, minute) * volume);
    return;
  }
  const ticks = minuteTicks(minutes, minute, seed);
  for (let i = 0; i < ticks.count && minuteStart + numberAt(ticks.offset, i) <= now; i += 1) {
    const [price, size] = [numberAt(ticks.price, i), numberAt(ticks.size, i)];
    addToBar(sum, price, price, price, price, size, 1, price * size);
  }
}

/** Adds a whole session as far as it has traded by `now`. */
export function addSession(
  sum: BarSum,
  source: PriceSource,
  symbol: number,
  index: number,
  session: Session,
  now: number,
): void {
  if (session.close <= now) {
    const day = source.day(symbol, index);
    if (day === undefined) return;
    const { open, high, low, close, volume, trades, average } = day;
    addToBar(sum, open, high, low, close, volume, trades, average * volume);
    return;
  }
  const minutes = source.minutes(symbol, index);
  if (minutes === undefined) return;
  const seed = source.seed(symbol) + index;
  for (let i = 0; i < minutes.length; i += 1) {
    const start = session.open + i * minuteMs;
    if (start > now) return;
    addMinute(sum, minutes, i, start, seed, now);
  }
}

/** Volume-weighted average of a session's minutes, in units, and the number of its trades. */
export function sessionTotals(minutes: Minutes): { average: number; trades: number } {
  let [notional, volume, trades] = [0, 0, 0];
  for (let i = 0; i < minutes.length; i += 1) {
    const traded = numberAt(minutes.volume, i);
    notional += minutePrice(minutes, i) * traded;
    volume += traded;
    trades += tickCount(traded);
  }
  return { average: volume === 0 ? 0 : notional / volume, trades };
}
