/**
 * What a request took, the same for every provider: each input token is counted once, in one of the first three;
 * reasoning tokens are a part of the output and told for information.
 */
export interface TokenUsage {
  /** Neither read from the provider's prompt cache nor written to it. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  /** Everything billed as output, reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

export const NO_USAGE: TokenUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};
