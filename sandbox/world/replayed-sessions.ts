import type { CsvBar } from './bar-csv.ts';
import { dayMs, hourMs, minuteMs, newYorkDate, newYorkMinuteOfDay, newYorkTime } from './new-york.ts';
import { nyseHalfDays } from './nyse-holidays.ts';
import type { SessionBar } from './replayed-minutes.ts';
import type { Session } from './world.ts';

const openMinute = 9 * 60 + 30;
const closeMinute = 16 * 60;
const halfDayMinute = 13 * 60;

/** The bars of one file by New York date; minutes are counted from New York midnight. */
export interface DatedBars {
  readonly isDaily: boolean;
  readonly byDate: ReadonlyMap<string, readonly SessionBar[]>;
}

/** The most common distance between neighbouring bars. */
function barLength(bars: readonly CsvBar[]): number {
  const counts = new Map<number, number>();
  for (const [place, bar] of bars.entries()) {
    const before = bars[place - 1];
    if (before !== undefined) counts.set(bar.t - before.t, (counts.get(bar.t - before.t) ?? 0) + 1);
  }
  let [best, length] = [0, dayMs];
  for (const [distance, count] of counts) if (count > best) [best, length] = [count, distance];
  return length;
}

/** A day's bar starts at midnight, in New York or in UTC. */
function dailyDate(t: number): string {
  return t % dayMs === 0 ? new Date(t).toISOString().slice(0, 10) : newYorkDate(t);
}

/** Sorts a file's bars into days and leaves out what lies outside the regular session. */
export function dateBars(bars: readonly CsvBar[]): DatedBars {
  const length = barLength(bars);
  const isDaily = length > 12 * hourMs;
  const byDate = new Map<string, SessionBar[]>();
  for (const { t, open, high, low, close, volume } of bars) {
    const date = isDaily ? dailyDate(t) : newYorkDate(t);
    const start = isDaily ? openMinute : newYorkMinuteOfDay(t);
    const end = isDaily ? closeMinute : start + Math.max(1, Math.round(length / minuteMs));
    const [from, to] = [Math.max(start, openMinute), Math.min(end, closeMinute)];
    if (from >= to) continue;
    const dated = byDate.get(date) ?? [];
    const before = dated.at(-1);
    if (before === undefined || before.to <= from) dated.push({ from, to, open, high, low, close, volume });
    byDate.set(date, dated);
  }
  return { isDaily, byDate };
}

function isHalfDay(date: string, files: readonly DatedBars[]): boolean {
  const lastMinutes = files
    .filter((file) => !file.isDaily)
    .map((file) => file.byDate.get(date)?.at(-1)?.to)
    .filter((minute) => minute !== undefined);
  if (lastMinutes.length > 0) return Math.max(...lastMinutes) <= halfDayMinute;
  return nyseHalfDays(Number(date.slice(0, 4))).has(date);
}

/** The sessions of the files: the dates with bars, 9:30 to 16:00, or to 13:00 where all bars end by then. */
export function sessionsOfBars(files: readonly DatedBars[]): readonly Session[] {
  const dates = [...new Set(files.flatMap((file) => [...file.byDate.keys()]))].sort();
  return dates.map((date) => ({
    date,
    open: newYorkTime(date, 9, 30),
    close: newYorkTime(date, isHalfDay(date, files) ? 13 : 16, 0),
  }));
}

/** A date's bars with minutes counted from the open of `session`, cut at its close. */
export function barsOfSession(file: DatedBars, session: Session): readonly SessionBar[] {
  const length = (session.close - session.open) / minuteMs;
  return (file.byDate.get(session.date) ?? []).map((bar) => ({
    ...bar,
    from: bar.from - openMinute,
    to: Math.min(bar.to - openMinute, length),
  }));
}
