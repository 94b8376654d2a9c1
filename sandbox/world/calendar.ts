import { addDays, newYorkTime, weekday } from './new-york.ts';
import { nyseHalfDays, nyseHolidays } from './nyse-holidays.ts';
import type { Calendar, Session } from './world.ts';

const firstYear = 2015;
/** One year past the last promised one, so that the next session of 2035's last moment is known. */
const lastYear = 2036;

/** A calendar whose sessions also have a running number, oldest first from 0. */
export interface IndexedCalendar extends Calendar {
  readonly all: readonly Session[];
  /** Number of the last session that opened at or before `at`; -1 when there is none. */
  indexAt(at: number): number;
}

/** Makes a calendar of the given sessions, oldest first; `beyond` answers for what follows the last one. */
export function createSessionCalendar(
  all: readonly Session[],
  beyond: (at: number) => Session,
): IndexedCalendar {
  const countUntil = (matches: (session: Session) => boolean): number => {
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const session = all[middle];
      if (session !== undefined && matches(session)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const indexAt = (at: number): number => countUntil((session) => session.open <= at) - 1;
  return {
    all,
    indexAt,
    sessions: (from, to) =>
      all.slice(
        countUntil((session) => session.date < from),
        countUntil((session) => session.date <= to),
      ),
    sessionAt: (at) => {
      const session = all[indexAt(at)];
      return session !== undefined && at < session.close ? session : undefined;
    },
    nextSession: (at) => all[indexAt(at) + 1] ?? beyond(at),
  };
}

function sessionsOf(year: number): Session[] {
  const holidays = nyseHolidays(year);
  const halfDays = nyseHalfDays(year);
  const sessions: Session[] = [];
  for (let date = `${year}-01-01`; date.startsWith(String(year)); date = addDays(date, 1)) {
    if ([0, 6].includes(weekday(date)) || holidays.has(date)) continue;
    const closeHour = halfDays.has(date) ? 13 : 16;
    sessions.push({ date, open: newYorkTime(date, 9, 30), close: newYorkTime(date, closeHour, 0) });
  }
  return sessions;
}

/** The regular sessions of the New York Stock Exchange from 2015 to 2036, by rule. */
export function createNyseCalendar(): IndexedCalendar {
  const all: Session[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) all.push(...sessionsOf(year));
  return createSessionCalendar(all, (at) => {
    throw new RangeError(`the calendar ends in ${lastYear}; asked for ${new Date(at).toISOString()}`);
  });
}
