import { LRUCache } from 'lru-cache';
import type { AskingDeps, AskingTerms } from '../../activities/asking/asking-deps.ts';
import type { KeyGiven } from '../../config/key-given.ts';
import type { LanguageModelConfig } from '../../config/language-models.ts';
import { ANTHROPIC_URL, createAnthropic } from '../../connectors/anthropic/language-model.ts';
import { createOpenAi, OPENAI_URL } from '../../connectors/openai/language-model.ts';
import { type ModelProvider, readTarget } from '../../domain/llm/model-target.ts';
import type { LanguageModel } from '../../domain/ports/language-model.ts';
import { guardedLanguageModel } from '../../resilience/guarded-language-model.ts';
import type { SourceAccess } from '../../resilience/source-access.ts';
import { type StoredKeyUse, withNewestKey } from '../keys/with-newest-key.ts';

/** The sandbox takes any key. */
const SANDBOX_KEY = 'sandbox';
/** Two versions, and one that was just overtaken. */
const CLIENTS_MAX = 3;

/** The providers that this process has keys for, each model behind a guard of its own, and the terms of asking them. */
export function languageModels(
  config: LanguageModelConfig,
  access: SourceAccess,
  stored: StoredKeyUse,
): Pick<AskingDeps, 'models' | 'terms'> {
  const { openai, anthropic } = providersOf(config, stored);
  const guarded = (provider: ModelProvider, model: LanguageModel) => ({
    [provider]: guardedLanguageModel(provider, model, (target) => access.guardOfModel(target)),
  });
  return {
    terms: termsOf(config),
    models: {
      ...(openai === undefined ? {} : guarded('openai', openai)),
      ...(anthropic === undefined ? {} : guarded('anthropic', anthropic)),
    },
  };
}

function providersOf({ access }: LanguageModelConfig, stored: StoredKeyUse): AskingDeps['models'] {
  if (access.source === 'none') return {};
  if (access.source === 'sandbox') {
    return {
      openai: createOpenAi({ apiKey: SANDBOX_KEY, baseUrl: `${access.sandboxUrl}/openai/v1` }),
      anthropic: createAnthropic({ apiKey: SANDBOX_KEY, baseUrl: `${access.sandboxUrl}/anthropic` }),
    };
  }
  const { openaiKey, anthropicKey } = access;
  const openai = (apiKey: string) => createOpenAi({ apiKey, baseUrl: OPENAI_URL });
  const anthropic = (apiKey: string) => createAnthropic({ apiKey, baseUrl: ANTHROPIC_URL });
  return {
    ...(openaiKey === undefined ? {} : { openai: keyedModel(stored, 'openai', openaiKey, openai) }),
    ...(anthropicKey === undefined
      ? {}
      : { anthropic: keyedModel(stored, 'anthropic', anthropicKey, anthropic) }),
  };
}

/** A provider by whatever key is the newest at the time of a call. */
export function keyedModel(
  stored: StoredKeyUse,
  provider: ModelProvider,
  fromEnvironment: KeyGiven,
  create: (apiKey: string) => LanguageModel,
): LanguageModel {
  const clients = new LRUCache<string, LanguageModel>({ max: CLIENTS_MAX });
  const clientOf = (apiKey: string): LanguageModel => {
    const client = clients.get(apiKey) ?? create(apiKey);
    clients.set(apiKey, client);
    return client;
  };
  return {
    ask: (model, request, options) =>
      withNewestKey(stored, provider, fromEnvironment, (apiKey) =>
        clientOf(apiKey).ask(model, request, options),
      ),
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
