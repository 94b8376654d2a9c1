import { isUniqueViolation } from '../../db/unique-violation.ts';
import { checkParameters } from '../../domain/strategies/check-parameters.ts';
import type { StrategyDefinition, StrategyKind } from '../../domain/strategies/registry.ts';
import { meanReversionParameters, momentumParameters } from '../contract/strategy-parameters.ts';
import { invalidRequest } from '../problem.ts';
import { problem, refusedProblem } from '../problem-error.ts';

/** @throws ProblemError EMPTY_UNIVERSE */
export function checkUniverse(universe: readonly string[]): void {
  if (universe.length === 0) throw problem('EMPTY_UNIVERSE', 'universe: name at least one symbol.');
}

/**
 * The parameters of a strategy of this kind, complete and sensible.
 * @throws ProblemError for a field that is wrong by itself (400) or beside the others (422).
 */
export function checkedParameters(
  kind: StrategyKind,
  wished: Readonly<Record<string, unknown>>,
): StrategyDefinition['parameters'] & Readonly<Record<string, unknown>> {
  const definition = parse(kind, wished);
  const refusal = checkParameters(definition);
  if (refusal !== undefined) throw refusedProblem(refusal, {});
  return { ...definition.parameters };
}

function parse(kind: StrategyKind, wished: Readonly<Record<string, unknown>>): StrategyDefinition {
  const schema = kind === 'momentum' ? momentumParameters : meanReversionParameters;
  const result = schema.safeParse(wished);
  if (!result.success) throw invalidRequest(result.error, 'parameters', ['parameters']);
  return kind === 'momentum'
    ? { kind, parameters: momentumParameters.parse(wished) }
    : { kind, parameters: meanReversionParameters.parse(wished) };
}

/** Runs a change of a strategy's row. @throws ProblemError STRATEGY_NAME_TAKEN when another one has its name. */
export async function namedOnce<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'strategies_name_unique')) {
      throw problem('STRATEGY_NAME_TAKEN', `You have a strategy named ${JSON.stringify(name)}.`, {
        cause: error,
      });
    }
    throw error;
  }
}
