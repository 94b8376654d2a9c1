import { type ModelProvider, targetName } from '../domain/llm/model-target.ts';
import type { LanguageModel } from '../domain/ports/language-model.ts';
import type { Guard } from './guard.ts';

/** A provider's models, each through a guard of its own: one that is down says nothing of the others. */
export function guardedLanguageModel(
  provider: ModelProvider,
  model: LanguageModel,
  guardOf: (target: string) => Guard,
): LanguageModel {
  return {
    ask: (name, request, options) =>
      guardOf(targetName({ provider, model: name })).run(
        `a request to ${name}`,
        () => model.ask(name, request, options),
        options.signal,
      ),
  };
}
