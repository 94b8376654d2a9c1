import type { Features } from '../analysis.ts';
import type { Decision } from '../decision.ts';
import type { FusedView } from '../fusion.ts';
import type { DecimalString } from '../money.ts';

/** What a strategy may look at. `positions` are signed shares by symbol; `openOrderQty` is signed, not yet filled. */
export interface StrategyInput<Parameters> {
  readonly parameters: Parameters;
  readonly equity: DecimalString;
  readonly positions: Readonly<Record<string, DecimalString>>;
  readonly openOrderQty: Readonly<Record<string, DecimalString>>;
  readonly views: readonly FusedView[];
  readonly features: readonly Features[];
}

/** A pure decision rule: the same input gives the same proposals, in the same order. */
export type Strategy<Parameters> = (input: StrategyInput<Parameters>) => Decision;
