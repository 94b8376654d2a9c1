/** Whose language models can be asked. */
export const MODEL_PROVIDERS = ['openai', 'anthropic'] as const;
export type ModelProvider = (typeof MODEL_PROVIDERS)[number];

/** One model at one provider. */
export interface ModelTarget {
  readonly provider: ModelProvider;
  readonly model: string;
}

/** What a model is asked for; each use has targets of its own, in the order in which they are tried. */
export const MODEL_USES = ['decide', 'criticise'] as const;
export type ModelUse = (typeof MODEL_USES)[number];

/** The model that the sandbox answers as: a plain rule, no language model. */
export const SANDBOX_ANALYST = 'sandbox-analyst';

/** `openai:gpt-6-sol`: how a target is written in settings, in the ledger and on screens. */
export function targetName({ provider, model }: ModelTarget): string {
  return `${provider}:${model}`;
}

/** Reads `provider:model`; undefined when the provider is unknown or a part is missing. */
export function readTarget(text: string): ModelTarget | undefined {
  const [name, ...rest] = text.trim().split(':');
  const provider = MODEL_PROVIDERS.find((known) => known === name);
  const model = rest.join(':');
  return provider === undefined || !/^[\w.:/-]{1,100}$/.test(model) ? undefined : { provider, model };
}
