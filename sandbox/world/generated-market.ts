import { assetId, assetSeed } from './asset-id.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { createNyseCalendar, type IndexedCalendar } from './calendar.ts';
import { type Company, companies, inventedCompanies } from './companies.ts';
import { createDailySeries, type DailySeries } from './daily-series.ts';
import { fillGeneratedMinutes } from './generated-minutes.ts';
import { createMarketFactors } from './market-factors.ts';
import { createMarketFromSource } from './market-from-source.ts';
import { hourMs, minuteMs } from './new-york.ts';
import { integerAt, numberAt } from './number-at.ts';
import { createMinutes, type Minutes, type PriceSource, unitsPerCent } from './price-source.ts';
import { hash } from './random.ts';
import { sessionTotals } from './session-bars.ts';
import { generatedSplits } from './splits.ts';
import { tradingHaltOf } from './trading-halt.ts';
import type { Asset, Market } from './world.ts';

/** Sessions whose minutes are held: about 25 MB. */
const heldSessions = 1500;
/** How long after the open the world begins. */
const startAfterOpen = hourMs;

interface Listing {
  readonly company: Company;
  readonly seed: number;
  readonly series: DailySeries;
  /** Volume-weighted average price of each session in units; 0 where nobody has asked. */
  readonly averages: Float64Array;
  readonly trades: Int32Array;
}

function assetOf(company: Company, seed: number): Asset {
  const { symbol, name, exchange } = company;
  const id = assetId(seed, symbol);
  return { id, symbol, name, exchange, fractionable: true, tradable: true, shortable: true };
}

/** Half a basis point to five, by how much is traded. */
function spreadOf(company: Company, price: number): number {
  const basisPoints = Math.min(5, 0.4 + 4e6 / company.dailyVolume);
  return Math.max(1, Math.round((price * basisPoints) / 10_000 / unitsPerCent)) * unitsPerCent;
}

function createGeneratedSource(
  seed: number,
  calendar: IndexedCalendar,
  listed: readonly Company[],
): PriceSource {
  const factors = createMarketFactors(seed, calendar.all.length);
  const list = (company: Company): Listing => {
    const own = assetSeed(assetId(seed, company.symbol));
    const series = createDailySeries(company, own, factors, calendar);
    const count = calendar.all.length;
    return { company, seed: own, series, averages: new Float64Array(count), trades: new Int32Array(count) };
  };
  const listings: (Listing | undefined)[] = listed.map(() => undefined);
  const listing = (symbol: number): Listing => {
    const known = listings[symbol];
    if (known !== undefined) return known;
    const company = listed[symbol];
    if (company === undefined) throw new RangeError(`no symbol ${symbol}`);
    const made = list(company);
    listings[symbol] = made;
    return made;
  };
  const lengthOf = (session: number): number => {
    const { open, close } = calendar.all[session] ?? { open: 0, close: 0 };
    return (close - open) / minuteMs;
  };
  const fill = (into: Minutes, symbol: number, session: number): void => {
    const { series, seed: own } = listing(symbol);
    series.reach(session);
    const shape = {
      open: integerAt(series.open, session),
      high: integerAt(series.high, session),
      low: integerAt(series.low, session),
      close: integerAt(series.close, session),
      volume: integerAt(series.volume, session),
    };
    fillGeneratedMinutes(into, shape, hash(own, session), tradingHaltOf(own, session, into.length));
  };
  const scratch = new Map<number, Minutes>([390, 210].map((length) => [length, createMinutes(length)]));
  const held = createBoundedCache<number, Minutes>(heldSessions);

  return {
    calendar,
    assets: listed.map((company) => assetOf(company, seed)),
    day: (symbol, session) => {
      const { series, averages, trades } = listing(symbol);
      series.reach(session);
      if (averages[session] === 0) {
        const length = lengthOf(session);
        const minutes = scratch.get(length) ?? createMinutes(length);
        fill(minutes, symbol, session);
        const totals = sessionTotals(minutes);
        averages[session] = totals.average;
        trades[session] = totals.trades;
      }
      return {
        open: integerAt(series.open, session) * unitsPerCent,
        high: integerAt(series.high, session) * unitsPerCent,
        low: integerAt(series.low, session) * unitsPerCent,
        close: integerAt(series.close, session) * unitsPerCent,
        volume: integerAt(series.volume, session),
        trades: integerAt(trades, session),
        average: numberAt(averages, session),
      };
    },
    minutes: (symbol, session) =>
      held.get(symbol * 10_000 + session, () => {
        const minutes = createMinutes(lengthOf(session));
        fill(minutes, symbol, session);
        return minutes;
      }),
    lastClose: (symbol, session) => {
      const { series } = listing(symbol);
      series.reach(session);
      return integerAt(series.close, session) * unitsPerCent;
    },
    seed: (symbol) => listing(symbol).seed,
    spread: (symbol, price) => spreadOf(listing(symbol).company, price),
    isHalted: (symbol, session, minute) => {
      const halt = tradingHaltOf(listing(symbol).seed, session, lengthOf(session));
      return halt !== undefined && minute >= halt.from && minute < halt.to;
    },
  };
}

/** A market of made-up prices for real names and, where asked for, `invented` ones, fixed by `seed`, from 2015 to 2036. */
export function createGeneratedMarket({ seed, invented = 0 }: { seed: number; invented?: number }): Market {
  const listed = [...companies, ...inventedCompanies(invented)];
  const calendar = createNyseCalendar();
  const openingMoment = (wallClock: number): number => {
    const session = calendar.all[calendar.indexAt(wallClock - startAfterOpen)];
    if (session === undefined) throw new RangeError(`no session before ${new Date(wallClock).toISOString()}`);
    return session.open + startAfterOpen;
  };
  return createMarketFromSource(
    createGeneratedSource(seed, calendar, listed),
    openingMoment,
    generatedSplits,
  );
}
