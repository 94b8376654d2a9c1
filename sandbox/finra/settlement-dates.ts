import { addDays, newYorkTime } from '../world/new-york.ts';
import { addTradingDates, isTradingDate } from '../world/nyse-holidays.ts';

const firstYear = 2018;
/** Short interest is published on the seventh business day after settlement, in the evening. */
const publishedAfter = 7;

/** A date for which short interest is reported, and when it becomes known. */
export interface Settlement {
  readonly date: string;
  /** Running number, oldest first from 0. */
  readonly number: number;
  readonly publishedAt: number;
}

function tradingDateUntil(date: string): string {
  let found = date;
  while (!isTradingDate(found)) found = addDays(found, -1);
  return found;
}

/** The settlement dates from 2018 on whose figures are published by `now`: mid-month and month end. */
export function settlementsUntil(now: number): readonly Settlement[] {
  const settlements: Settlement[] = [];
  const lastYear = new Date(now).getUTCFullYear();
  for (let year = firstYear; year <= lastYear; year += 1) {
    for (let month = 0; month < 12; month += 1) {
      const first = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 8);
      const last = new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10);
      for (const day of [`${first}15`, last]) {
        const date = tradingDateUntil(day);
        const publishedAt = newYorkTime(addTradingDates(date, publishedAfter), 18, 0);
        if (publishedAt > now) return settlements;
        settlements.push({ date, number: settlements.length, publishedAt });
      }
    }
  }
  return settlements;
}
