import type { Timestamp } from '../market.ts';
import { newYorkOffset } from './new-york-offset.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Milliseconds since 1970 of a time stamp. @throws RangeError for text that is not one. */
export function instantOf(at: Timestamp): number {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) throw new RangeError(`not a time stamp: ${JSON.stringify(at)}`);
  return ms;
}

/** The instant at which the New York day of `ms` began. Milliseconds since 1970. */
export function newYorkMidnight(ms: number): number {
  const offset = newYorkOffset(ms);
  const shown = Math.floor((ms + offset) / DAY_MS) * DAY_MS;
  // On the two days a year when the clock is changed, the day has begun by the clock before.
  return shown - newYorkOffset(shown - offset);
}

/** The instant at which the New York day of `ms` ends and the next begins. */
export function nextNewYorkMidnight(ms: number): number {
  return newYorkMidnight(newYorkMidnight(ms) + 26 * HOUR_MS);
}

/** The New York day of a time stamp, as `2026-01-06`. @throws RangeError for text that is no time stamp. */
export function newYorkDate(at: Timestamp): string {
  const ms = instantOf(at);
  return new Date(ms + newYorkOffset(ms)).toISOString().slice(0, 10);
}
