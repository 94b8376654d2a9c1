import { addDays, weekday } from './new-york.ts';

/** Closures that follow no rule: two national days of mourning. */
const extraClosures: ReadonlySet<string> = new Set(['2018-12-05', '2025-01-09']);

const day = (year: number, month: number, date: number): string =>
  new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);

function nthWeekday(year: number, month: number, wanted: number, nth: number): string {
  const first = day(year, month, 1);
  return addDays(first, ((wanted - weekday(first) + 7) % 7) + (nth - 1) * 7);
}

function lastMonday(year: number, month: number): string {
  const last = day(year, month + 1, 0);
  return addDays(last, -((weekday(last) + 6) % 7));
}

/** Easter Sunday, Gregorian (the anonymous algorithm printed in Nature, 1876). */
export function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return day(year, Math.floor(f / 31), (f % 31) + 1);
}

/** Saturday holidays are kept on Friday, Sunday ones on Monday (NYSE Rule 7.2). */
function observed(date: string): string {
  if (weekday(date) === 6) return addDays(date, -1);
  return weekday(date) === 0 ? addDays(date, 1) : date;
}

/** Full-day closures of the New York Stock Exchange on weekdays of `year`. */
export function nyseHolidays(year: number): ReadonlySet<string> {
  const newYear = day(year, 1, 1);
  const holidays = [
    weekday(newYear) === 0 ? addDays(newYear, 1) : newYear,
    nthWeekday(year, 1, 1, 3),
    nthWeekday(year, 2, 1, 3),
    addDays(easterSunday(year), -2),
    lastMonday(year, 5),
    observed(day(year, 7, 4)),
    nthWeekday(year, 9, 1, 1),
    nthWeekday(year, 11, 4, 4),
    observed(day(year, 12, 25)),
  ];
  if (year >= 2022) holidays.push(observed(day(year, 6, 19)));
  for (const closure of extraClosures) if (closure.startsWith(String(year))) holidays.push(closure);
  return new Set(holidays);
}

/** Days of `year` that close at 13:00: before Independence Day and Christmas, and after Thanksgiving. */
export function nyseHalfDays(year: number): ReadonlySet<string> {
  const eves = [day(year, 7, 3), day(year, 12, 24)].filter((eve) => [1, 2, 3, 4].includes(weekday(eve)));
  return new Set([...eves, addDays(nthWeekday(year, 11, 4, 4), 1)]);
}

const holidaysByYear = new Map<number, ReadonlySet<string>>();

/** Whether the exchange opens on `date` (YYYY-MM-DD) by rule. */
export function isTradingDate(date: string): boolean {
  if ([0, 6].includes(weekday(date))) return false;
  const year = Number(date.slice(0, 4));
  const known = holidaysByYear.get(year);
  if (known !== undefined) return !known.has(date);
  const holidays = nyseHolidays(year);
  holidaysByYear.set(year, holidays);
  return !holidays.has(date);
}

/** The first trading date on or after `date`. */
export function tradingDateFrom(date: string): string {
  let found = date;
  while (!isTradingDate(found)) found = addDays(found, 1);
  return found;
}

/** `date` moved forward by `count` trading dates. */
export function addTradingDates(date: string, count: number): string {
  let moved = date;
  for (let left = count; left > 0; left -= 1) moved = tradingDateFrom(addDays(moved, 1));
  return moved;
}
