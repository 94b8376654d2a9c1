import type { Timeframe, Timestamp } from '../market.ts';
import type { SpanToAsk } from './spans-to-ask.ts';

/** A wish to have bars of the past in the store. */
export interface BackfillWish {
  readonly accountId: string;
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  readonly start: Timestamp;
  /** Not included. */
  readonly until: Timestamp;
}

/** What is left to ask for, and what has come of it so far. It is all that a fresh history of the workflow starts with. */
export interface BackfillState {
  readonly left: BackfillPlan;
  /** Where the first batch to ask for goes on. */
  readonly page?: string;
  readonly told: BackfillTold;
}

export interface BackfillPlan {
  /** Asked for one after the other; symbols that lack nothing are in none. */
  readonly toAsk: readonly SpanToAsk[];
  /** Looked through for sessions without a bar, when all has been asked for: every symbol of the wish. */
  readonly toCheck: readonly SpanToAsk[];
}

export interface BackfillInput {
  readonly wish: BackfillWish;
  /** Carried into a fresh history. */
  readonly state?: BackfillState;
}

export interface BackfillProgress {
  readonly batchesLeft: number;
  readonly told: BackfillTold;
}

export interface BackfillTold {
  readonly pages: number;
  readonly added: number;
  /** Bars that the source has corrected since they were stored. */
  readonly changed: number;
  /** Sessions without a bar that were asked for once more, and how many have one since; symbols times days. */
  readonly missing: number;
  readonly filled: number;
}

export const NOTHING_YET: BackfillTold = {
  pages: 0,
  added: 0,
  changed: 0,
  missing: 0,
  filled: 0,
};

const SYMBOLS_PER_BATCH = 50;

/** Cuts what is to be asked into batches whose pages can be followed one after the other. */
export function batchesOf(spans: readonly SpanToAsk[]): readonly SpanToAsk[] {
  return spans.flatMap(({ symbols, ...span }) => {
    const batches: SpanToAsk[] = [];
    for (let from = 0; from < symbols.length; from += SYMBOLS_PER_BATCH) {
      batches.push({ ...span, symbols: symbols.slice(from, from + SYMBOLS_PER_BATCH) });
    }
    return batches;
  });
}
