import { adjustForSplits } from '../bars/adjust-for-splits.ts';
import { instantOf, newYorkDate, nextNewYorkMidnight } from '../calendar/new-york-day.ts';
import type { Bar, Split, Timestamp } from '../market.ts';
import { type DecimalString, decimal, toDecimalString } from '../money.ts';
import type { OrderSide } from '../order.ts';
import { OUTCOME_BARS, type ProposalOutcome } from './past-proposal.ts';

/** Raw daily bars of a symbol, oldest first, its splits, and its price at the proposal's moment. */
export interface PriceHistory {
  readonly price: DecimalString;
  readonly bars: readonly Bar[];
  readonly splits: readonly Split[];
}

const PLACES = 6;

/**
 * What has become of a proposal by `asOf`: one outcome for each count of daily bars that have ended since its day. A
 * share that was split meanwhile counts as what it became. A day that SPY lacks has no comparison.
 */
export function measureOutcomes(
  proposal: { readonly at: Timestamp; readonly side: OrderSide },
  symbol: PriceHistory,
  spy: PriceHistory | undefined,
  asOf: Timestamp,
): readonly ProposalOutcome[] {
  const { at, side } = proposal;
  const mine = changes(symbol, at, asOf);
  const index = new Map(
    (spy === undefined ? [] : changes(spy, at, asOf)).map((one) => [one.day, one.change]),
  );
  return OUTCOME_BARS.flatMap((bars): readonly ProposalOutcome[] => {
    const reached = mine[bars - 1];
    if (reached === undefined) return [];
    const { day, change, knownAt } = reached;
    const gain = side === 'buy' ? change : toDecimalString(decimal(change).negated());
    const compared = index.get(day);
    return [{ bars, day, gain, ...(compared === undefined ? {} : { spy: compared }), knownAt }];
  });
}

interface Change {
  readonly day: string;
  readonly change: DecimalString;
  readonly knownAt: Timestamp;
}

/** From the price at `at` to the close of each later day that has ended by `asOf`. */
function changes({ price, bars, splits }: PriceHistory, at: Timestamp, asOf: Timestamp): readonly Change[] {
  const ownDay = newYorkDate(at);
  const entry: Bar = { start: at, open: price, high: price, low: price, close: price, volume: '0' };
  const later = bars.filter(({ start }) => newYorkDate(start) > ownDay);
  const [before, ...after] = adjustForSplits([entry, ...later], splits, asOf);
  if (before === undefined || decimal(before.close).lessThanOrEqualTo('0')) return [];
  return after
    .map(({ start, close }) => ({
      day: newYorkDate(start),
      change: toDecimalString(decimal(close).div(before.close).minus('1').toDecimalPlaces(PLACES)),
      knownAt: new Date(nextNewYorkMidnight(instantOf(start))).toISOString(),
    }))
    .filter(({ knownAt }) => knownAt <= asOf);
}
