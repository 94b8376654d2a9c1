import type { StrategyDefinition, StrategyKind } from './registry.ts';

export type StrategyParameters = StrategyDefinition['parameters'];

/** Kind and parameters as one definition; undefined when the parameters are those of another kind. */
export function definitionOf(
  kind: StrategyKind,
  parameters: StrategyParameters,
): StrategyDefinition | undefined {
  if (kind === 'momentum' && 'lookback' in parameters) return { kind, parameters };
  if (kind === 'mean-reversion' && 'entryZ' in parameters) return { kind, parameters };
  if (kind === 'analyst' && 'toolCallsMax' in parameters) return { kind, parameters };
  return undefined;
}
