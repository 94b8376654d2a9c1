import type { DecimalString } from '../money.ts';
import type { ModelTarget } from './model-target.ts';
import { targetName } from './model-target.ts';

/** Dollars for a million tokens at a provider's standard tier. */
export interface ModelPrice {
  readonly input: DecimalString;
  readonly cachedInput: DecimalString;
  /** A token written to the provider's prompt cache at its shortest retention. */
  readonly cacheWrite: DecimalString;
  readonly output: DecimalString;
  /** Longer requests cost more at some providers, and are not sent. */
  readonly inputTokensMax: number;
}

/** When the prices below were taken down, and from where. */
export const PRICES_AS_OF = '2026-11-22';
export const PRICES_SOURCE = 'model_prices_and_context_window of litellm 1.109.1';

const price = (
  input: DecimalString,
  cachedInput: DecimalString,
  cacheWrite: DecimalString,
  output: DecimalString,
  inputTokensMax = 272_000,
): ModelPrice => ({ input, cachedInput, cacheWrite, output, inputTokensMax });

/**
 * A model that is not here is not asked: what it costs is not known. The sandbox's analyst costs nothing; it is counted
 * as if it did, so that budgets can be tried out, and every such figure is marked as simulated.
 */
const PRICES: Readonly<Record<string, ModelPrice>> = {
  'openai:gpt-6.1-sol': price('2', '0.1', '2.5', '10'),
  'openai:gpt-6.1-terra': price('1', '0.05', '1.25', '5'),
  'openai:gpt-6-sol': price('2', '0.2', '2.5', '10'),
  'openai:gpt-6-luna': price('0.1', '0.01', '0.125', '0.5'),
  'openai:gpt-6-astra': price('10', '1', '12.5', '50'),
  'openai:gpt-5.6-sol': price('4', '0.4', '5', '20'),
  'openai:gpt-5.6-terra': price('2', '0.2', '2.5', '12'),
  'openai:gpt-5.6-luna': price('0.2', '0.02', '0.25', '1.2'),
  'openai:gpt-5.4-mini': price('0.75', '0.075', '0.75', '4.5'),
  'openai:sandbox-analyst': price('2', '0.2', '2.5', '10'),
  'anthropic:claude-opus-5-5': price('4', '0.2', '5', '20'),
  'anthropic:claude-sonnet-5-5': price('2', '0.1', '2.5', '10'),
  'anthropic:claude-haiku-5-5': price('0.1', '0.01', '0.125', '0.5', 100_000),
  'anthropic:claude-opus-5': price('5', '0.5', '6.25', '25'),
  'anthropic:claude-sonnet-5': price('2', '0.2', '2.5', '10'),
  'anthropic:claude-haiku-4-5': price('1', '0.1', '1.25', '5', 200_000),
  'anthropic:sandbox-analyst': price('1', '0.1', '1.25', '5'),
};

/** Undefined for a model without a price. */
export function priceOf(target: ModelTarget): ModelPrice | undefined {
  const name = targetName(target);
  return Object.hasOwn(PRICES, name) ? PRICES[name] : undefined;
}
