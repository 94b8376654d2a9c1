import type { Proposal } from '../decision.ts';
import type { Timestamp } from '../market.ts';
import type { DecimalString } from '../money.ts';

/** After how many daily bars a proposal is looked at again: the closes of the 1st, 5th and 20th day after its own. */
export const OUTCOME_BARS = [1, 5, 20] as const;
export type OutcomeBars = (typeof OUTCOME_BARS)[number];

/** What had become of a proposal after some days. */
export interface ProposalOutcome {
  readonly bars: OutcomeBars;
  /** The New York day whose close counts. */
  readonly day: string;
  /**
   * The way from the proposal's reference price to that close, splits taken out: 0.05 is five percent in the proposal's
   * favour, whichever its side.
   */
  readonly gain: DecimalString;
  /** What SPY did meanwhile, whatever the side; absent where its price was not known. */
  readonly spy?: DecimalString;
  /** When that close was surely known. */
  readonly knownAt: Timestamp;
}

/** A proposal of an earlier cycle, and what was known of it at the moment that was asked about. */
export interface PastProposal extends Omit<Proposal, 'evidence' | 'byModel'> {
  readonly cycleId: string;
  /** The moment that it was made for, by the market's clock. */
  readonly at: Timestamp;
  readonly clientOrderId: string;
  /** Shares that were filled by then. */
  readonly filledQty: DecimalString;
  /** Why risk, a person or the broker did not let it trade. */
  readonly refusedFor?: string;
  readonly outcomes: readonly ProposalOutcome[];
}

/** The first of them, newest first, that fit into so many characters of JSON. */
export function withinSize(past: readonly PastProposal[], charsMax: number): readonly PastProposal[] {
  let size = 2;
  const fitting = past.findIndex((one) => {
    size += JSON.stringify(one).length + 1;
    return size > charsMax;
  });
  return fitting === -1 ? past : past.slice(0, fitting);
}
