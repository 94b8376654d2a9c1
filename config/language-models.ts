import { type KeyGiven, toKeyGiven } from './key-given.ts';
import type { Variables } from './variables.ts';

/** Which language models may be asked, by whose keys, and what they may cost. */
export interface LanguageModelConfig {
  readonly access:
    | { readonly source: 'sandbox'; readonly sandboxUrl: string }
    | {
        readonly source: 'real';
        readonly openaiKey: KeyGiven | undefined;
        readonly anthropicKey: KeyGiven | undefined;
      }
    /** Nobody can be asked; `missing` says which variable to set. */
    | { readonly source: 'none'; readonly missing: string };
  /** `provider:model`, in the order in which they are tried. */
  readonly decideTargets: readonly string[];
  readonly criticiseTargets: readonly string[];
  /** Dollars in plain decimals. */
  readonly usdPerDay: string;
  readonly strategyUsdPerDay: string;
  readonly timeoutMs: number;
}

const SANDBOX_TARGETS = ['openai:sandbox-analyst', 'anthropic:sandbox-analyst'];
/** The last two are for a day whose budget has little left. */
const REAL_TARGETS = [
  'openai:gpt-6.1-terra',
  'anthropic:claude-sonnet-5-5',
  'openai:gpt-6-luna',
  'anthropic:claude-haiku-5-5',
];
const MISSING =
  'no language model can be asked: set OPENAI_API_KEY or ANTHROPIC_API_KEY (the sandbox answers for both only when ALPACA_ENV is sandbox)';

/**
 * A key makes its provider real. Without any, the sandbox's analyst answers where the broker is the sandbox too; a real
 * account never trades on it.
 */
export function toLanguageModels(
  variables: Variables,
  sandboxUrl: string,
  problems: string[],
): LanguageModelConfig {
  const { OPENAI_API_KEY: openaiKey, ANTHROPIC_API_KEY: anthropicKey } = variables;
  const limits = {
    usdPerDay: variables.LLM_USD_PER_DAY,
    strategyUsdPerDay: variables.LLM_STRATEGY_USD_PER_DAY,
    timeoutMs: variables.LLM_TIMEOUT_SECONDS * 1_000,
  };
  const named = { decide: variables.LLM_DECIDE_TARGETS, criticise: variables.LLM_CRITICISE_TARGETS };
  if (openaiKey === undefined && anthropicKey === undefined) {
    const access =
      variables.ALPACA_ENV === 'sandbox'
        ? ({ source: 'sandbox', sandboxUrl } as const)
        : ({ source: 'none', missing: MISSING } as const);
    const targets = access.source === 'sandbox' ? SANDBOX_TARGETS : [];
    return {
      access,
      decideTargets: access.source === 'sandbox' ? (named.decide ?? targets) : [],
      criticiseTargets: access.source === 'sandbox' ? (named.criticise ?? targets) : [],
      ...limits,
    };
  }
  const keys = { openai: openaiKey, anthropic: anthropicKey };
  const hasKey = (target: string): boolean =>
    (target.startsWith('openai:') ? keys.openai : keys.anthropic) !== undefined;
  for (const [use, targets] of Object.entries(named)) {
    const without = targets?.find((target) => !hasKey(target));
    if (without === undefined) continue;
    const key = without.startsWith('openai:') ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY';
    problems.push(`LLM_${use.toUpperCase()}_TARGETS: names ${without}, but ${key} is not set`);
  }
  const usual = REAL_TARGETS.filter(hasKey);
  return {
    access: {
      source: 'real',
      openaiKey: openaiKey === undefined ? undefined : toKeyGiven(openaiKey),
      anthropicKey: anthropicKey === undefined ? undefined : toKeyGiven(anthropicKey),
    },
    decideTargets: named.decide ?? usual,
    criticiseTargets: named.criticise ?? usual,
    ...limits,
  };
}
