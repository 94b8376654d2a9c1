import { dayMs, hourMs, minuteMs, newYorkDate } from '../world/new-york.ts';
import type { Bar, Calendar, Market, Trade } from '../world/world.ts';

const day = { amount: 1, unit: 'Day' } as const;
const minute = { amount: 1, unit: 'Min' } as const;

/** `now` while a session runs, else the close of the last one; undefined before the first. */
function lastTradingMoment(calendar: Calendar, now: number): number | undefined {
  if (calendar.sessionAt(now) !== undefined) return now;
  const dates = [newYorkDate(now - 30 * dayMs), newYorkDate(now)] as const;
  return calendar.sessions(...dates).findLast((session) => session.close <= now)?.close;
}

/** The last of `read`'s items before the last trading moment, looked for in ever longer times. */
function lastOf<T>(
  market: Market,
  now: number,
  read: (from: number, until: number) => readonly T[],
): T | undefined {
  const moment = lastTradingMoment(market.calendar, now);
  if (moment === undefined) return undefined;
  for (const back of [2 * minuteMs, hourMs, 7 * dayMs]) {
    const found = read(moment - back, moment + 1).at(-1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The last trade at or before `now`; a pinned book counts as a trade. */
export function latestTrade(market: Market, symbol: string, now: number): Trade | undefined {
  const pin = market.pins().get(symbol);
  if (pin !== undefined && pin.pinnedAt <= now) {
    return market.trades(symbol, pin.pinnedAt, pin.pinnedAt + 1, 1).at(-1);
  }
  return lastOf(market, now, (from, until) => market.trades(symbol, from, until, Number.POSITIVE_INFINITY));
}

/** The last minute bar that was complete by `now`. */
export function latestMinuteBar(market: Market, symbol: string, now: number): Bar | undefined {
  return lastOf(market, now, (from, until) =>
    market.bars(symbol, minute, from, until, now).filter((bar) => bar.t + minuteMs <= now),
  );
}

/** The bars of the latest session with trades, as far as traded, and of the one before. */
export function latestDayBars(market: Market, symbol: string, now: number): readonly Bar[] {
  return market.bars(symbol, day, now - 12 * dayMs, now + 1, now).slice(-2);
}
