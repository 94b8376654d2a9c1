import { createBoundedCache } from '../world/bounded-cache.ts';
import type { Filer } from './filer.ts';
import { type Filing, filingsOfYear } from './filings.ts';

/** The archive begins here. */
const firstYear = 2012;
const heldYears = 3000;

/** What a filer has had accepted by a moment, newest first. */
export type FilingArchive = (filer: Filer, now: number) => readonly Filing[];

export function createFilingArchive(): FilingArchive {
  const held = createBoundedCache<string, readonly Filing[]>(heldYears);
  return (filer, now) => {
    const filings: Filing[] = [];
    // New York's year may end hours after the UTC year of `now` began.
    for (let year = firstYear; year <= new Date(now).getUTCFullYear(); year += 1) {
      filings.push(...held.get(`${filer.cik}:${year}`, () => filingsOfYear(filer, year)));
    }
    return filings.filter((filing) => filing.acceptedAt <= now).toReversed();
  };
}
