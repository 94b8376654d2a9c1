import type { Fundamentals, ReportedFact } from '../fundamentals.ts';

const DAY_MS = 86_400_000;
/** A quarter has 12 to 14 weeks; the same one a year before ended 50 to 54 weeks earlier. */
const QUARTER_DAYS = { min: 80, max: 100 } as const;
const YEAR_DAYS = { min: 350, max: 380 } as const;
/** Changes over a year that are needed beside the newest. */
const CHANGES_MIN = 3;

/**
 * Standardised unexpected earnings by the seasonal random walk (Foster, Olsen and Shevlin 1984): diluted earnings a
 * share of the newest quarter minus those of the same quarter a year before, over the sample standard deviation of the
 * same differences of the quarters before it. Companies report three quarters a year by themselves, the fourth within
 * the year: that one is left out. Gives the value, or in words why there is none.
 */
export function filingSurprise({ facts }: Fundamentals): number | string {
  const quarters = facts
    .filter((fact) => fact.concept === 'dilutedEps' && isQuarter(fact))
    .sort((one, other) => (one.periodEnd < other.periodEnd ? 1 : -1));
  const changes = quarters.flatMap((quarter) => {
    const before = quarters.find((other) => isWithin(days(other.periodEnd, quarter.periodEnd), YEAR_DAYS));
    return before === undefined ? [] : [Number(quarter.value) - Number(before.value)];
  });
  const [newest, ...earlier] = changes;
  if (newest === undefined || earlier.length < CHANGES_MIN) {
    return `needs ${CHANGES_MIN + 1} quarters with the same one a year before, has ${changes.length}`;
  }
  const average = earlier.reduce((sum, change) => sum + change, 0) / earlier.length;
  const squares = earlier.reduce((sum, change) => sum + (change - average) ** 2, 0);
  const deviation = Math.sqrt(squares / (earlier.length - 1));
  return deviation > 1e-9 ? newest / deviation : 'earnings have changed by the same amount each time';
}

function isQuarter({ periodStart, periodEnd }: ReportedFact): boolean {
  return periodStart !== undefined && isWithin(days(periodStart, periodEnd), QUARTER_DAYS);
}

function days(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

function isWithin(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value >= min && value <= max;
}
