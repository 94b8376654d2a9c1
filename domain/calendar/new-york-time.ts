import { newYorkOffset } from './new-york-offset.ts';

const HOUR_MS = 3_600_000;
const OFFSETS_LATEST_FIRST = [5, 4];

/**
 * The moment at which New York's clocks show `wall` (`2026-03-02T16:05:00`), in milliseconds since 1970; where they show
 * it twice, the second time.
 * @throws RangeError for text that is not a time stamp without a zone.
 */
export function newYorkTime(wall: string): number {
  const shown = Date.parse(`${wall}Z`);
  if (Number.isNaN(shown)) throw new RangeError(`not a time stamp: ${JSON.stringify(wall)}`);
  const readings = OFFSETS_LATEST_FIRST.map((hours) => shown + hours * HOUR_MS);
  return readings.find((reading) => reading + newYorkOffset(reading) === shown) ?? shown + 5 * HOUR_MS;
}
