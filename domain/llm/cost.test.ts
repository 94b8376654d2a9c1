import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../money.ts';
import { costOf, inputTokensAtMost, worstCaseCost } from './cost.ts';
import { priceOf } from './model-prices.ts';
import type { ModelRequest } from './model-request.ts';
import { readTarget, targetName } from './model-target.ts';
import { NO_USAGE } from './token-usage.ts';

const sol = priceOf({ provider: 'openai', model: 'gpt-6-sol' });
const request: ModelRequest = { system: 's', messages: [], tools: [], maxOutputTokens: 1_000 };

describe('the cost of a request', () => {
  it('counts each kind of token at its own price, reasoning with the output', () => {
    if (sol === undefined) throw new Error('no price');
    const usage = {
      inputTokens: 1_000_000,
      cachedInputTokens: 1_000_000,
      cacheWriteTokens: 1_000_000,
      outputTokens: 1_000_000,
      reasoningTokens: 900_000,
    };
    expect(costOf(sol, usage)).toBe('14.7');
    expect(costOf(sol, { ...NO_USAGE, outputTokens: 1 })).toBe('0.00001');
  });

  it('is never above what was reserved, however the tokens are split', () => {
    const tokens = integer({ min: 0, max: 50_000 });
    assert(
      property(tokens, tokens, tokens, integer({ min: 0, max: 1_000 }), (plain, cached, written, out) => {
        if (sol === undefined) throw new Error('no price');
        const usage = {
          inputTokens: plain,
          cachedInputTokens: cached,
          cacheWriteTokens: written,
          outputTokens: out,
          reasoningTokens: out,
        };
        const reserved = decimal(worstCaseCost(sol, request, plain + cached + written));
        expect(reserved.greaterThanOrEqualTo(costOf(sol, usage))).toBe(true);
      }),
    );
  });

  it('is bounded by the bytes of the request and what providers add to it', () => {
    const tools = [{ name: 'bars', description: '', parameters: {} }];
    expect(inputTokensAtMost({ ...request, tools }, 500)).toBe(2_550);
  });

  it('is not known for a model without a price', () => {
    expect(priceOf({ provider: 'openai', model: 'gpt-99' })).toBeUndefined();
    expect(priceOf({ provider: 'openai', model: '__proto__' })).toBeUndefined();
  });
});

describe('a target', () => {
  it('is read as it is written', () => {
    const target = { provider: 'anthropic', model: 'claude-opus-5-5' } as const;
    expect(readTarget(targetName(target))).toEqual(target);
  });

  it.each(['gpt-6-sol', 'google:gemini', 'openai:', 'openai:a b', ''])('is not %j', (text) => {
    expect(readTarget(text)).toBeUndefined();
  });
});
