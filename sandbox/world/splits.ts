import { newYorkTime } from './new-york.ts';

/** `newRate` shares for each `oldRate`, from the beginning of the New York day `exDate` on. */
export interface Split {
  readonly symbol: string;
  readonly exDate: string;
  readonly oldRate: number;
  readonly newRate: number;
}

/**
 * The splits of the generated world: its prices are in today's shares, so history before the ex-date is shown in the
 * shares of then wherever it is not asked to be adjusted. A clock that stands before the ex-date knows of no split.
 */
export const generatedSplits: readonly Split[] = [
  { symbol: 'NFLX', exDate: '2025-11-17', oldRate: 1, newRate: 10 },
];

/** Today's shares for one share as it was traded at `t`, by the splits that had happened by `now`. Epoch ms. */
export function sharesSince(splits: readonly Split[], symbol: string, t: number, now: number): number {
  return splits
    .filter((split) => split.symbol === symbol)
    .map((split) => ({ at: newYorkTime(split.exDate, 0, 0), ratio: split.newRate / split.oldRate }))
    .filter(({ at }) => t < at && at <= now)
    .reduce((product, { ratio }) => product * ratio, 1);
}
