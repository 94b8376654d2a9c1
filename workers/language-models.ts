import type { AskingDeps, AskingTerms } from '../activities/asking/asking-deps.ts';
import type { LanguageModelConfig } from '../config/language-models.ts';
import { ANTHROPIC_URL, createAnthropic } from '../connectors/anthropic/language-model.ts';
import { createOpenAi, OPENAI_URL } from '../connectors/openai/language-model.ts';
import { type ModelProvider, readTarget } from '../domain/llm/model-target.ts';
import type { LanguageModel } from '../domain/ports/language-model.ts';
import { guardedLanguageModel } from '../resilience/guarded-language-model.ts';
import type { SourceAccess } from '../resilience/source-access.ts';

/** The sandbox takes any key. */
const SANDBOX_KEY = 'sandbox';

/** The providers that this process has keys for, each model behind a guard of its own, and the terms of asking them. */
export function languageModels(
  config: LanguageModelConfig,
  access: SourceAccess,
): Pick<AskingDeps, 'models' | 'terms'> {
  const { openai, anthropic } = placesOf(config);
  const guarded = (provider: ModelProvider, model: LanguageModel) => ({
    [provider]: guardedLanguageModel(provider, model, (target) => access.guardOfModel(target)),
  });
  return {
    terms: termsOf(config),
    models: {
      ...(openai === undefined ? {} : guarded('openai', createOpenAi(openai))),
      ...(anthropic === undefined ? {} : guarded('anthropic', createAnthropic(anthropic))),
    },
  };
}

function placesOf({ access }: LanguageModelConfig) {
  if (access.source === 'none') return {};
  if (access.source === 'sandbox') {
    return {
      openai: { apiKey: SANDBOX_KEY, baseUrl: `${access.sandboxUrl}/openai/v1` },
      anthropic: { apiKey: SANDBOX_KEY, baseUrl: `${access.sandboxUrl}/anthropic` },
    };
  }
  const { openaiKey, anthropicKey } = access;
  return {
    ...(openaiKey === undefined ? {} : { openai: { apiKey: openaiKey.reveal(), baseUrl: OPENAI_URL } }),
    ...(anthropicKey === undefined
      ? {}
      : { anthropic: { apiKey: anthropicKey.reveal(), baseUrl: ANTHROPIC_URL } }),
  };
}

function termsOf(config: LanguageModelConfig): AskingTerms {
  const targetsOf = (names: readonly string[]) => names.flatMap((name) => readTarget(name) ?? []);
  const { access, usdPerDay, strategyUsdPerDay, timeoutMs } = config;
  return {
    targets: { decide: targetsOf(config.decideTargets), criticise: targetsOf(config.criticiseTargets) },
    simulated: access.source === 'sandbox',
    usdPerDay,
    strategyUsdPerDay,
    timeoutMs,
    ...(access.source === 'none' ? { missing: access.missing } : {}),
  };
}
