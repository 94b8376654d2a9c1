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

/**
 * The moment at which New York's clocks show `wall` (`2026-03-02T16:05:00`), in milliseconds since 1970; where they show
 * it twice, the second time.
 * @throws RangeError for text that is not a time stamp without a zone.
 */
export function newYorkTime(wall: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) throw new RangeError(`not a time stamp: ${JSON.stringify(wall)}`);
  const readings = OFFSETS_LATEST_FIRST.map((hours) => asUtc + hours * HOUR_MS);
  const shown = new Date(asUtc).toISOString().slice(0, 19);
  return readings.find((reading) => clockInNewYork(reading) === shown) ?? asUtc + 5 * HOUR_MS;
}

function clockInNewYork(ms: number): string {
  return NEW_YORK.format(new Date(ms)).replace(', ', 'T');
}
