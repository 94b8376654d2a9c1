import type { Decision } from '../decision.ts';
import { ANALYST_DEFAULTS, type AnalystParameters } from './analyst.ts';
import type { MeanReversionParameters } from './mean-reversion.ts';
import { MEAN_REVERSION_DEFAULTS, meanReversion } from './mean-reversion.ts';
import type { MomentumParameters } from './momentum.ts';
import { MOMENTUM_DEFAULTS, momentum } from './momentum.ts';
import type { StrategyInput } from './strategy.ts';

export const STRATEGY_KINDS = ['momentum', 'mean-reversion', 'analyst'] as const;
export type StrategyKind = (typeof STRATEGY_KINDS)[number];

/** A strategy that is a rule over figures. */
export type QuantitativeDefinition =
  | { readonly kind: 'momentum'; readonly parameters: MomentumParameters }
  | { readonly kind: 'mean-reversion'; readonly parameters: MeanReversionParameters };

/** A strategy that asks a language model (`domain/deciding`). */
export interface AnalystDefinition {
  readonly kind: 'analyst';
  readonly parameters: AnalystParameters;
}

/** A strategy with its parameters: what a person sets up and a cycle runs. */
export type StrategyDefinition = QuantitativeDefinition | AnalystDefinition;

export const DEFAULT_PARAMETERS = {
  momentum: MOMENTUM_DEFAULTS,
  'mean-reversion': MEAN_REVERSION_DEFAULTS,
  analyst: ANALYST_DEFAULTS,
} as const satisfies Readonly<Record<StrategyKind, unknown>>;

/** Runs a strategy that is a rule. `checkParameters` comes first: parameters that make no sense are not decided upon. */
export function runStrategy(
  definition: QuantitativeDefinition,
  input: Omit<StrategyInput<unknown>, 'parameters'>,
): Decision {
  return definition.kind === 'momentum'
    ? momentum({ ...input, parameters: definition.parameters })
    : meanReversion({ ...input, parameters: definition.parameters });
}
