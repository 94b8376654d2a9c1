import type { Timestamp } from '../market.ts';

/** The exchange's wall clock. Daily bars, sessions and filings are dated by it. */
const WALL_CLOCK = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

const HOUR_MS = 3_600_000;

/** Milliseconds since 1970 of a time stamp. @throws RangeError for text that is not one. */
export function instantOf(at: Timestamp): number {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) throw new RangeError(`not a time stamp: ${JSON.stringify(at)}`);
  return ms;
}

/** The instant at which the New York day of `ms` began. Milliseconds since 1970. */
export function newYorkMidnight(ms: number): number {
  const midnight = ms - sinceMidnightByTheWall(ms);
  // On the two days a year when the clock is changed, the wall clock has run an hour more or less than time has.
  const shown = sinceMidnightByTheWall(midnight);
  if (shown === 0) return midnight;
  return shown > 12 * HOUR_MS ? midnight + HOUR_MS : midnight - HOUR_MS;
}

/** The instant at which the New York day of `ms` ends and the next begins. */
export function nextNewYorkMidnight(ms: number): number {
  return newYorkMidnight(newYorkMidnight(ms) + 26 * HOUR_MS);
}

/** The New York day of a time stamp, as `2026-01-06`. @throws RangeError for text that is no time stamp. */
export function newYorkDate(at: Timestamp): string {
  const midnight = newYorkMidnight(instantOf(at));
  return new Date(midnight + 12 * HOUR_MS).toISOString().slice(0, 10);
}

function sinceMidnightByTheWall(ms: number): number {
  let total = ((ms % 1000) + 1000) % 1000;
  for (const part of WALL_CLOCK.formatToParts(ms)) {
    if (part.type === 'hour') total += Number(part.value) * HOUR_MS;
    if (part.type === 'minute') total += Number(part.value) * 60_000;
    if (part.type === 'second') total += Number(part.value) * 1000;
  }
  return total;
}
