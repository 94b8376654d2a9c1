import { newYorkOffset } from '../../world/new-york.ts';

/** RFC 3339 with New York's own offset, to the second: `2025-06-24T14:15:22-04:00`. */
export function newYorkTimestamp(at: number): string {
  const offset = newYorkOffset(at);
  const local = new Date(at + offset).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60_000;
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0');
  const mm = String(minutes % 60).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${hh}:${mm}`;
}

/** `09:30`, on New York's wall clock. */
export function newYorkHourMinute(at: number): string {
  return new Date(at + newYorkOffset(at)).toISOString().slice(11, 16);
}

/** `20220202135509981`: the digits of New York's wall clock to the millisecond. */
export function newYorkDigits(at: number): string {
  return new Date(at + newYorkOffset(at)).toISOString().replaceAll(/\D/g, '').slice(0, 17);
}
