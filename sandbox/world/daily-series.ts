import type { IndexedCalendar } from './calendar.ts';
import type { Company, Sector } from './companies.ts';
import { earningsBetween } from './earnings.ts';
import type { MarketFactors } from './market-factors.ts';
import { hourMs } from './new-york.ts';
import { numberAt } from './number-at.ts';
import { bell, createRandom, hash, unit } from './random.ts';

/** One symbol's sessions from the first one on; prices in cents. */
export interface DailySeries {
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly volume: Int32Array;
  /** Makes the series hold `session`. */
  reach(session: number): void;
}

/** How much of the market's move a sector takes. */
const marketShare: Record<Sector, number> = {
  tech: 1.2,
  comm: 1.05,
  disc: 1.15,
  stap: 0.6,
  fin: 1.05,
  hlth: 0.75,
  ind: 1,
  ener: 0.85,
  mat: 1,
  util: 0.5,
  real: 0.8,
  index: 1,
  gold: 0.05,
  bond: -0.15,
};

const yearlyGrowth = 0.055;
const sessionsPerYear = 252;
/** Pull back to the long-run price, per session: levels stay plausible over decades. */
const reversion = 1 / 450;
const blockLength = 256;

/** Overnight moves that results cause, by the number of the session that opens after them. */
function earningsGaps(company: Company, seed: number, calendar: IndexedCalendar): Map<number, number> {
  const gaps = new Map<number, number>();
  const [first, last] = [calendar.all[0], calendar.all.at(-1)];
  if (company.kind === 'fund' || first === undefined || last === undefined) return gaps;
  for (const earnings of earningsBetween(seed, first.open, last.open)) {
    const session = calendar.indexAt(earnings.announcedAt) + 1;
    gaps.set(session, earnings.surprise * Math.min(0.13, company.ownVolatility * 4.5));
  }
  return gaps;
}

/** The sessions of `company`: a seeded walk under the market's and its sector's moves, its own, and results. */
export function createDailySeries(
  company: Company,
  seed: number,
  factors: MarketFactors,
  calendar: IndexedCalendar,
): DailySeries {
  const count = calendar.all.length;
  const [open, high, low] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const [close, volume] = [new Int32Array(count), new Int32Array(count)];
  const gaps = earningsGaps(company, seed, calendar);
  const sector = factors.sector(company.sector);
  const random = createRandom(hash(seed, 3));
  const beta = marketShare[company.sector] * (company.kind === 'fund' ? 1 : 0.85 + 0.3 * unit(hash(seed, 4)));
  const reference = calendar.indexAt(Date.UTC(2025, 0, 3));
  let deviation = company.kind === 'fund' ? 0 : 0.15 * bell(random);
  let reached = 0;

  const step = (day: number): void => {
    const session = calendar.all[day];
    if (session === undefined) throw new RangeError(`no session ${day}`);
    const anchor = company.price * 100 * Math.exp((yearlyGrowth * (day - reference)) / sessionsPerYear);
    const own = company.ownVolatility * numberAt(factors.liveliness, day);
    const gap = gaps.get(day) ?? 0;
    const market = factors.market;
    const overnight =
      beta * numberAt(market.overnight, day) +
      numberAt(sector.overnight, day) +
      own * 0.4 * bell(random) +
      gap;
    const intraday =
      beta * numberAt(market.intraday, day) + numberAt(sector.intraday, day) + own * 0.8 * bell(random);
    deviation = deviation * (1 - reversion) + overnight;
    const first = Math.max(100, Math.round(anchor * Math.exp(deviation)));
    deviation += intraday;
    const last = Math.max(100, Math.round(anchor * Math.exp(deviation)));
    const reach = 0.45 * (own + 0.004);
    open[day] = first;
    close[day] = last;
    high[day] = Math.round(Math.max(first, last) * (1 + reach * Math.abs(bell(random))));
    low[day] = Math.round(Math.min(first, last) * (1 - reach * Math.abs(bell(random))));
    const interest = 1 + 9 * Math.abs(overnight + intraday) + 14 * Math.abs(gap);
    const length = (session.close - session.open) / (6.5 * hourMs);
    volume[day] = Math.round(company.dailyVolume * length * interest * Math.exp(0.22 * bell(random)));
  };

  return {
    open,
    high,
    low,
    close,
    volume,
    reach: (session) => {
      if (session < reached) return;
      const until = Math.min(count, (Math.floor(session / blockLength) + 1) * blockLength);
      for (; reached < until; reached += 1) step(reached);
    },
  };
}
