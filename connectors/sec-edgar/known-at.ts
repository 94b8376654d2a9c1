import type { Timestamp } from '../../domain/market.ts';

const NEW_YORK = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const HOUR_MS = 3_600_000;
const OFFSETS_LATEST_FIRST = [5, 4];
/** Reports of when EDGAR shows a filing of the evening before differ: from 6:00 to 7:30 New York time. */
const MORNING = 'T07:30:00';

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
  const accepted = newYork(acceptanceDateTime.replace(/(\.\d+)?Z?$/, ''));
  return new Date(Math.max(accepted, newYork(`${filedOn}${MORNING}`))).toISOString();
}

/** The moment at which New York's clocks show `wall`; where they show it twice, the second time. */
function newYork(wall: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) throw new RangeError(`not a time stamp: ${JSON.stringify(wall)}`);
  const readings = OFFSETS_LATEST_FIRST.map((hours) => asUtc + hours * HOUR_MS);
  const shown = new Date(asUtc).toISOString().slice(0, 19);
  return readings.find((reading) => clockInNewYork(reading) === shown) ?? asUtc + 5 * HOUR_MS;
}

function clockInNewYork(ms: number): string {
  return NEW_YORK.format(new Date(ms)).replace(', ', 'T');
}
