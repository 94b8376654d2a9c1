import { readBars } from '../../db/queries/market/bars.ts';
import { instantOf, newYorkDate } from '../../domain/calendar/new-york-day.ts';
import type { Timestamp } from '../../domain/market.ts';
import type { DecimalString } from '../../domain/money.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { MarketDeps } from '../deps.ts';
import { bringBarsUpToDate } from '../market/bring-bars-up-to-date.ts';

/** How old the last minute's close may be to count as the price of a moment. */
const LOOK_BACK_MS = 15 * 60_000;
const MINUTE_MS = 60_000;

/**
 * What the index stood at, at each of these moments: the close of the last minute that had ended. A moment without one
 * is absent. The minutes of a day are asked for once. @throws SourceOutage
 */
export async function indexPrices(
  deps: MarketDeps,
  market: MarketData,
  symbol: string,
  moments: readonly Timestamp[],
  asOf: Timestamp,
): Promise<ReadonlyMap<Timestamp, DecimalString>> {
  const prices = new Map<Timestamp, DecimalString>();
  for (const ofDay of Map.groupBy(moments.toSorted(), newYorkDate).values()) {
    const [first = asOf] = ofDay;
    const last = ofDay.at(-1) ?? first;
    const start = new Date(instantOf(first) - LOOK_BACK_MS).toISOString();
    const asked = { symbols: [symbol], timeframe: '1Min', adjustment: 'raw', start, end: last } as const;
    const span = await bringBarsUpToDate(deps, market, asked, asOf);
    const { feed } = market;
    const found = await readBars(deps.db, { feed, symbols: [symbol], timeframe: '1Min', ...span });
    const minutes = found.get(symbol) ?? [];
    for (const moment of ofDay) {
      const at = instantOf(moment);
      const ended = minutes.findLast((bar) => instantOf(bar.start) + MINUTE_MS <= at);
      if (ended !== undefined && at - instantOf(ended.start) <= LOOK_BACK_MS) prices.set(moment, ended.close);
    }
  }
  return prices;
}
