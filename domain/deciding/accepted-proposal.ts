import type { CriticVerdict, VoteSpread } from '../decision.ts';
import type { DecimalString } from '../money.ts';
import type { Judged } from '../strategies/judge-data.ts';

/** A model's proposal that may be acted on, not sized yet. */
export interface AcceptedProposal {
  readonly symbol: string;
  readonly action: 'buy' | 'sell';
  /** Share of equity to hold afterwards. */
  readonly weight: DecimalString;
  readonly confidence: number;
  readonly horizonDays: number;
  readonly thesis: string;
  readonly counterThesis: string;
  readonly cited: readonly string[];
  readonly invalidationPrice: DecimalString | null;
  readonly data: Judged;
  readonly spread?: VoteSpread;
  readonly criticism?: { readonly argument: string; readonly verdict: CriticVerdict };
}
