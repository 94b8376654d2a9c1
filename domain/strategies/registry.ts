import type { Decision } from '../decision.ts';
import type { MeanReversionParameters } from './mean-reversion.ts';
import { MEAN_REVERSION_DEFAULTS, meanReversion } from './mean-reversion.ts';
import type { MomentumParameters } from './momentum.ts';
import { MOMENTUM_DEFAULTS, momentum } from './momentum.ts';
import type { StrategyInput } from './strategy.ts';

export const STRATEGY_KINDS = ['momentum', 'mean-reversion'] as const;
export type StrategyKind = (typeof STRATEGY_KINDS)[number];

/** A strategy with its parameters: what a person sets up and a cycle runs. */
export type StrategyDefinition =
  | { readonly kind: 'momentum'; readonly parameters: MomentumParameters }
  | { readonly kind: 'mean-reversion'; readonly parameters: MeanReversionParameters };

export const DEFAULT_PARAMETERS = {
  momentum: MOMENTUM_DEFAULTS,
  'mean-reversion': MEAN_REVERSION_DEFAULTS,
} as const satisfies Readonly<Record<StrategyKind, unknown>>;

/** Runs a strategy. `checkParameters` comes first: parameters that make no sense are not decided upon. */
export function runStrategy(
  definition: StrategyDefinition,
  input: Omit<StrategyInput<unknown>, 'parameters'>,
): Decision {
  return definition.kind === 'momentum'
    ? momentum({ ...input, parameters: definition.parameters })
    : meanReversion({ ...input, parameters: definition.parameters });
}
