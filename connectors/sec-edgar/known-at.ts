import { newYorkTime } from '../../domain/calendar/new-york-time.ts';
import type { Timestamp } from '../../domain/market.ts';

/** Reports of when EDGAR shows a filing of the evening before differ: from 6:00 to 7:30 New York time. */
const MORNING = 'T07:30:00';
/** EDGAR takes filings until 22:00; what comes after 17:30 is dated to the next business day, with few exceptions. */
const CLOSE = 'T22:00:00';

/**
 * When a filing is surely known: the latest of three moments.
 * - `acceptanceDateTime` read as UTC, and read as New York time. It ends in `Z` but is New York time for about a fifth
 *   of the filers (measured over 808 of them).
 * - the morning of the filing date: what is accepted after 17:30 is filed, and shown, on the next business day
 *   (Regulation S-T, 17 CFR 232.13).
 * @throws RangeError for text that is not a time stamp or a day.
 */
export function knownAt(acceptanceDateTime: string, filedOn: string): Timestamp {
  // New York is behind UTC all year, so its reading is the later one.
  const accepted = newYorkTime(acceptanceDateTime.replace(/(\.\d+)?Z?$/, ''));
  return new Date(Math.max(accepted, newYorkTime(`${filedOn}${MORNING}`))).toISOString();
}

/** When what was filed on a day is surely known, where nothing but the day is told: as EDGAR closes. */
export function knownAfter(filedOn: string): Timestamp {
  return new Date(newYorkTime(`${filedOn}${CLOSE}`)).toISOString();
}
