import { minuteTicks, ticksPerMinute } from './minute-ticks.ts';
import { minuteMs } from './new-york.ts';
import { numberAt } from './number-at.ts';
import { type PriceSource, unitsPerDollar } from './price-source.ts';
import type { Trade } from './world.ts';

const minutesPerSession = 390;
const pinTradeSize = 100;
/** Above every id of a generated trade. */
const pinTradeIds = 1_000_000_000;

/** Trades in [start, end), oldest first, at most `limit`. */
export function tradesBetween(
  source: PriceSource,
  symbol: number,
  start: number,
  end: number,
  limit: number,
): Trade[] {
  const trades: Trade[] = [];
  for (let index = Math.max(0, source.calendar.indexAt(start)); trades.length < limit; index += 1) {
    const session = source.calendar.all[index];
    if (session === undefined || session.open >= end) break;
    if (session.close <= start) continue;
    const minutes = source.minutes(symbol, index);
    if (minutes === undefined) continue;
    const seed = source.seed(symbol) + index;
    const firstMinute = Math.max(0, Math.floor((start - session.open) / minuteMs));
    for (let minute = firstMinute; minute < minutes.length && trades.length < limit; minute += 1) {
      const minuteStart = session.open + minute * minuteMs;
      if (minuteStart >= end) return trades;
      const ticks = minuteTicks(minutes, minute, seed);
      for (let i = 0; i < ticks.count && trades.length < limit; i += 1) {
        const t = minuteStart + numberAt(ticks.offset, i);
        if (t < start) continue;
        if (t >= end) return trades;
        const id = (index * minutesPerSession + minute) * ticksPerMinute + i + 1;
        trades.push({
          t,
          price: numberAt(ticks.price, i) / unitsPerDollar,
          size: numberAt(ticks.size, i),
          id,
        });
      }
    }
  }
  return trades;
}

/** The trade that pinning a book counts as. */
export function pinTrade(last: number, pinnedAt: number): Trade {
  return { t: pinnedAt, price: last, size: pinTradeSize, id: pinTradeIds + Math.floor(pinnedAt / 1000) };
}
