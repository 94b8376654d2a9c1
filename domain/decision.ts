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
}

/** A symbol that the strategy looked at and left alone, and why. */
export interface Abstention extends Refusal {
  readonly symbol: string;
}

export interface Decision {
  readonly proposals: readonly Proposal[];
  readonly abstentions: readonly Abstention[];
}
