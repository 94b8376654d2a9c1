import { type DecimalString, decimal, toDecimalString } from '../money.ts';
import type { ModelPrice } from './model-prices.ts';
import type { ModelRequest } from './model-request.ts';
import type { TokenUsage } from './token-usage.ts';

const MILLION = decimal('1000000');
/** What providers put around a request, its tools and its messages by themselves, generously. */
const TOKENS_AROUND_REQUEST = 2_000;
const TOKENS_AROUND_PART = 50;

/** Dollars of a request by the provider's own count of tokens. Reasoning is a part of the output. */
export function costOf(price: ModelPrice, usage: TokenUsage): DecimalString {
  const parts: readonly (readonly [number, DecimalString])[] = [
    [usage.inputTokens, price.input],
    [usage.cachedInputTokens, price.cachedInput],
    [usage.cacheWriteTokens, price.cacheWrite],
    [usage.outputTokens, price.output],
  ];
  const sum = parts.reduce(
    (total, [tokens, dollars]) => total.plus(decimal(dollars).times(tokens)),
    decimal('0'),
  );
  return toDecimalString(sum.dividedBy(MILLION));
}

/**
 * The most input tokens that a request can be: no token is shorter than a byte of UTF-8, and JSON only adds to the
 * bytes. `bytes` is the length of the request as JSON.
 */
export function inputTokensAtMost(request: ModelRequest, bytes: number): number {
  const parts = request.messages.length + request.tools.length;
  return bytes + TOKENS_AROUND_REQUEST + parts * TOKENS_AROUND_PART;
}

/** Dollars that a request can cost at the most: what is reserved before it is sent. */
export function worstCaseCost(price: ModelPrice, request: ModelRequest, bytes: number): DecimalString {
  const dearest = decimal(price.cacheWrite).greaterThan(price.input) ? price.cacheWrite : price.input;
  const input = decimal(dearest).times(inputTokensAtMost(request, bytes));
  const output = decimal(price.output).times(request.maxOutputTokens);
  return toDecimalString(input.plus(output).dividedBy(MILLION));
}
