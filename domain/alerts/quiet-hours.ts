import type { Timestamp } from '../market.ts';

/** From `from` until `until` on the clocks of `timeZone` (`22:00`, `07:00`, `America/New_York`); over midnight too. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** When a notice may be sent at the earliest: at once, or when the quiet hours that `now` lies in are over. */
export function sendAt(now: Timestamp, quiet: QuietHours | null): Timestamp {
  if (quiet === null || !isQuiet(now, quiet)) return now;
  // Minute by minute, because clocks change within the night twice a year.
  const first = Math.ceil(Date.parse(now) / MINUTE_MS) * MINUTE_MS;
  for (let minutes = 0; minutes <= DAY_MINUTES + 120; minutes += 1) {
    const at = new Date(first + minutes * MINUTE_MS).toISOString();
    if (!isQuiet(at, quiet)) return at;
  }
  return now;
}

/** True for a name that the time-zone database has. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isQuiet(at: Timestamp, { from, until, timeZone }: QuietHours): boolean {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at));
  return from <= until ? clock >= from && clock < until : clock >= from || clock < until;
}
