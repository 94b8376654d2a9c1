import type { DeliberationRecord } from './deciding/deliberation-record.ts';
import type { DecimalString } from './money.ts';
import type { OrderSide } from './order.ts';
import type { Refusal } from './refusal.ts';

/**
 * A strategy's wish: nothing is traded by it alone, risk has the last word.
 * `qty` in shares, `targetWeight` as a share of equity in [-1, 1], `confidence` in [0, 1].
 */
export interface Proposal {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly qty: DecimalString;
  readonly targetWeight: DecimalString;
  readonly referencePrice: DecimalString;
  readonly confidence: number;
  readonly thesis: string;
  readonly invalidation: string;
  /** Hashes of the evidence that the proposal stands on. */
  readonly evidence: readonly string[];
  /** There where a model proposed. */
  readonly byModel?: ProposedByModel;
}

/** How several answers to the same question lay apart: how many said what, and the weights of those that agree. */
export interface VoteSpread {
  readonly votes: number;
  readonly buy: number;
  readonly sell: number;
  readonly neither: number;
  readonly lowestWeight: DecimalString;
  readonly highestWeight: DecimalString;
}

/** `lower`: to the target weight that the critic names, below the proposed one. */
export type CriticVerdict = 'keep' | 'lower' | 'strike';

/** What a model says of its proposal beyond what every strategy does. */
export interface ProposedByModel {
  readonly counterThesis: string;
  /** Trading days. */
  readonly horizonDays: number;
  /** Dollars; null where it names none, which only a sale may. */
  readonly invalidationPrice: DecimalString | null;
  /** The hashes that the model itself cites; each of them was shown to it. */
  readonly cited: readonly string[];
  /** How far several votes lay apart. */
  readonly spread?: VoteSpread;
  /** What the critic held against it. */
  readonly criticism?: { readonly argument: string; readonly verdict: CriticVerdict };
}

/** A symbol that the strategy looked at and left alone, and why. */
export interface Abstention extends Refusal {
  readonly symbol: string;
}

export interface Decision {
  readonly proposals: readonly Proposal[];
  readonly abstentions: readonly Abstention[];
  /** How it came about, where a model was asked. */
  readonly deliberation?: DeliberationRecord;
}
