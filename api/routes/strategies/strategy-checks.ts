import type { z } from '@hono/zod-openapi';
import type { LanguageModelConfig } from '../../../config/language-models.ts';
import { isUniqueViolation } from '../../../db/unique-violation.ts';
import { checkParameters } from '../../../domain/strategies/check-parameters.ts';
import type { StrategyDefinition, StrategyKind } from '../../../domain/strategies/registry.ts';
import {
  analystParameters,
  meanReversionParameters,
  momentumParameters,
} from '../../contract/strategy-parameters.ts';
import { invalidRequest } from '../../problem.ts';
import { problem, refusedProblem } from '../../problem-error.ts';

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
  if (kind === 'momentum') return { kind, parameters: parsed(momentumParameters, wished) };
  if (kind === 'analyst') return { kind, parameters: parsed(analystParameters, wished) };
  return { kind, parameters: parsed(meanReversionParameters, wished) };
}

function parsed<T>(schema: z.ZodType<T>, wished: Readonly<Record<string, unknown>>): T {
  const result = schema.safeParse(wished);
  if (!result.success) throw invalidRequest(result.error, 'parameters', ['parameters']);
  return result.data;
}

/**
 * A strategy that asks language models, where none can be asked.
 * @throws ProblemError LANGUAGE_MODELS_NOT_CONFIGURED with the variable to set
 */
export function checkModelsFor(kind: StrategyKind, { access }: LanguageModelConfig): void {
  if (kind === 'analyst' && access.source === 'none') {
    throw problem('LANGUAGE_MODELS_NOT_CONFIGURED', `An analyst cannot run: ${access.missing}.`);
  }
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
