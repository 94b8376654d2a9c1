import { instantOf } from '../calendar/new-york-day.ts';
import type { Bar, MarketTrade } from '../market.ts';
import { decimal, toDecimalString } from '../money.ts';
import { countsFor } from './bar-conditions.ts';

const MINUTE_MS = 60_000;

/** Minutes of one symbol that are being added up, by their start in milliseconds; each trade under its own key. */
export type OpenMinutes = ReadonlyMap<number, ReadonlyMap<string, MarketTrade>>;

export const NO_MINUTES: OpenMinutes = new Map();

/**
 * The minutes with one more trade, in whatever order trades come. A trade that came before takes the place of itself,
 * so a repeated one counts once and one that was cancelled or found incorrect since counts no more.
 */
export function withTrade(minutes: OpenMinutes, trade: MarketTrade): OpenMinutes {
  const start = minuteOf(trade);
  const key = `${trade.exchange} ${trade.id}`;
  const known = minutes.get(start) ?? new Map<string, MarketTrade>();
  const before = known.get(key);
  // News of a trade's end may overtake the trade.
  if (before?.update !== undefined && trade.update === undefined) return minutes;
  return new Map([...minutes, [start, new Map([...known, [key, trade]])]]);
}

/** The minutes that have ended by `until`, as bars, oldest first; and those that are left. */
export function closeMinutes(
  minutes: OpenMinutes,
  until: string,
): { readonly bars: readonly Bar[]; readonly open: OpenMinutes } {
  const untilMs = instantOf(until);
  const isOver = (start: number): boolean => start + MINUTE_MS <= untilMs;
  const bars = [...minutes]
    .filter(([start]) => isOver(start))
    .sort(([one], [other]) => one - other)
    .flatMap(([start, trades]) => barOf(start, [...trades.values()]) ?? []);
  return { bars, open: new Map([...minutes].filter(([start]) => !isOver(start))) };
}

/** Minute bars of one symbol's trades, oldest first. A minute without a trade that sets a price has no bar. */
export function minuteBarsOf(trades: readonly MarketTrade[]): readonly Bar[] {
  const latest = new Map<string, MarketTrade>();
  for (const trade of trades) {
    const key = `${minuteOf(trade)} ${trade.exchange} ${trade.id}`;
    if (trade.update !== undefined || latest.get(key)?.update === undefined) latest.set(key, trade);
  }
  const byMinute = Map.groupBy(latest.values(), minuteOf);
  return [...byMinute]
    .sort(([one], [other]) => one - other)
    .flatMap(([start, some]) => barOf(start, some) ?? []);
}

function minuteOf({ at }: MarketTrade): number {
  return Math.floor(instantOf(at) / MINUTE_MS) * MINUTE_MS;
}

function barOf(start: number, trades: readonly MarketTrade[]): Bar | undefined {
  const standing = trades
    .filter(({ update }) => update !== 'canceled' && update !== 'incorrect')
    .toSorted(inOrder)
    .map((trade) => ({ ...trade, counts: countsFor(trade.conditions) }));
  const ordered = standing.filter(({ counts }) => counts.openAndClose);
  const ranged = standing.filter(({ counts }) => counts.highAndLow).map(({ price }) => decimal(price));
  const [first, last] = [ordered[0], ordered.at(-1)];
  const [some] = ranged;
  if (first === undefined || last === undefined || some === undefined) return undefined;
  const volume = standing
    .filter(({ counts }) => counts.volume)
    .reduce((sum, { size }) => sum.plus(size), decimal('0'));
  return {
    start: new Date(start).toISOString(),
    open: toDecimalString(decimal(first.price)),
    high: toDecimalString(ranged.reduce((most, price) => (price.gt(most) ? price : most), some)),
    low: toDecimalString(ranged.reduce((least, price) => (price.lt(least) ? price : least), some)),
    close: toDecimalString(decimal(last.price)),
    volume: toDecimalString(volume),
  };
}

/** By time; within a millisecond by the exchange's own numbering. */
function inOrder(one: MarketTrade, other: MarketTrade): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  if (one.id.length !== other.id.length) return one.id.length - other.id.length;
  if (one.id !== other.id) return one.id < other.id ? -1 : 1;
  return one.exchange < other.exchange ? -1 : Number(one.exchange > other.exchange);
}
