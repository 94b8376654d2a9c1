import { addDays, newYorkTime } from './new-york.ts';
import { addTradingDates, tradingDateFrom } from './nyse-holidays.ts';
import { hash, unit } from './random.ts';

/** One quarter's results: what moves the price overnight, and what is filed and reported. */
export interface Earnings {
  readonly year: number;
  /** 1..4 of the calendar year; the fourth is reported with the year. */
  readonly quarter: number;
  /** Last day of the quarter, YYYY-MM-DD. */
  readonly periodEnd: string;
  readonly announcedAt: number;
  /** When the quarterly or annual report is accepted by the regulator. */
  readonly filedAt: number;
  /** -1 (far below what was expected) to 1 (far above). */
  readonly surprise: number;
}

const quarterEnds = ['03-31', '06-30', '09-30', '12-31'] as const;

/** The results of quarter `quarter` (1..4) of `year` for the company whose seed is `companySeed`. */
export function earningsOf(companySeed: number, year: number, quarter: number): Earnings {
  const end = quarterEnds[quarter - 1];
  if (end === undefined) throw new RangeError(`no quarter ${quarter}`);
  const periodEnd = `${year}-${end}`;
  const draw = (part: number): number => hash(companySeed, year * 4 + quarter, part, 31);
  const habitDays = 18 + (hash(companySeed, 32) % 22);
  const date = tradingDateFrom(addDays(periodEnd, habitDays + (draw(1) % 4)));
  const afterClose = hash(companySeed, 33) % 3 !== 0;
  const minutes = afterClose ? 16 * 60 + 5 + (draw(2) % 35) : 6 * 60 + 45 + (draw(2) % 105);
  const filingDate = addTradingDates(date, 1 + (draw(3) % 4) + (quarter === 4 ? 8 : 0));
  return {
    year,
    quarter,
    periodEnd,
    announcedAt: newYorkTime(date, 0, minutes) + (draw(4) % 60) * 1000,
    filedAt: newYorkTime(filingDate, 16, 6 + (draw(5) % 75)) + (draw(6) % 60) * 1000,
    surprise: unit(draw(7)) + unit(draw(8)) - 1,
  };
}

/** Results announced in [from, to), oldest first. */
export function earningsBetween(companySeed: number, from: number, to: number): readonly Earnings[] {
  const found: Earnings[] = [];
  const firstYear = new Date(from).getUTCFullYear() - 1;
  const lastYear = new Date(to).getUTCFullYear();
  for (let year = firstYear; year <= lastYear; year += 1) {
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      const earnings = earningsOf(companySeed, year, quarter);
      if (earnings.announcedAt >= from && earnings.announcedAt < to) found.push(earnings);
    }
  }
  return found;
}
