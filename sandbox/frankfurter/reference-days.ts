import { addDays, hourMs, weekday } from '../world/new-york.ts';
import { easterSunday } from '../world/nyse-holidays.ts';

/** The first day of the euro's reference rates. */
export const firstReferenceDay = '1999-01-04';
const lastYear = 2036;

/** Days on which the ECB's payment system rests. */
function closingDays(year: number): readonly string[] {
  const easter = easterSunday(year);
  const fixed = ['01-01', '05-01', '12-25', '12-26'].map((day) => `${year}-${day}`);
  return [...fixed, addDays(easter, -2), addDays(easter, 1)];
}

/** Every day with reference rates, oldest first. */
export function listReferenceDays(): readonly string[] {
  const days: string[] = [];
  for (let year = Number(firstReferenceDay.slice(0, 4)); year <= lastYear; year += 1) {
    const closed = new Set(closingDays(year));
    for (let date = `${year}-01-01`; date.startsWith(String(year)); date = addDays(date, 1)) {
      if (date >= firstReferenceDay && ![0, 6].includes(weekday(date)) && !closed.has(date)) days.push(date);
    }
  }
  return days;
}

function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  return addDays(last, -weekday(last));
}

/** Rates are published at 16:00 in Frankfurt; summer time runs between the last Sundays of March and October. */
export function publishedAt(date: string): number {
  const year = Number(date.slice(0, 4));
  const isSummer = date >= lastSunday(year, 3) && date < lastSunday(year, 10);
  return Date.parse(`${date}T00:00:00Z`) + (isSummer ? 14 : 15) * hourMs;
}
