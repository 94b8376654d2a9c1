import { z } from '@hono/zod-openapi';
import { MODEL_PROVIDERS, MODEL_USES } from '../../domain/llm/model-target.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf, pageQuery } from './page.ts';
import { decimalText, outsideText, timestamp, uuid, visibleId } from './scalars.ts';

const spending = {
  reservedUsd: decimalText.openapi({ description: 'Held back for requests that are under way.' }),
  spentUsd: decimalText,
  simulatedUsd: decimalText.openapi({
    description: 'The part of `spentUsd` that nobody paid: the sandbox’s analyst answered, counted as if.',
  }),
};

export const llmBudget = z
  .strictObject({
    day: z.iso.date().openapi({ description: 'UTC.' }),
    usdPerDay: decimalText,
    strategyUsdPerDay: decimalText,
    ...spending,
    leftUsd: decimalText,
    strategies: z.array(z.strictObject({ strategyId: uuid, ...spending })),
    source: z.enum(['sandbox', 'real', 'none']).openapi({
      description: '`sandbox`: no language model is asked. `none`: nobody can be asked, see `missing`.',
    }),
    simulated: z.boolean(),
    missing: mayBeLeftOut(z.string()).openapi({ description: 'Which variable to set.' }),
    targets: z
      .strictObject({ decide: z.array(z.string()), criticise: z.array(z.string()) })
      .openapi({ example: { decide: ['openai:gpt-6.1-terra'], criticise: ['anthropic:claude-sonnet-5-5'] } }),
    prices: z.strictObject({ asOf: z.iso.date(), source: z.string() }),
    reuse: z.strictObject({ asked: z.int(), reused: z.int() }).openapi({
      description: 'Requests of this day, and questions that an identical earlier answer served.',
    }),
  })
  .openapi('LlmBudget');

const tokenCount = z.int().nullable();

export const llmCall = z
  .strictObject({
    id: z.string(),
    callKey: z.string().openapi({ description: 'Names the question; several requests may belong to one.' }),
    attempt: z.int(),
    strategyId: uuid,
    cycleId: z.string(),
    use: z.enum(MODEL_USES),
    provider: z.enum(MODEL_PROVIDERS),
    model: z.string(),
    answeredModel: z.string().nullable().openapi({ description: 'Who answered, by its own account.' }),
    simulated: z.boolean().openapi({ description: 'True: no language model was asked.' }),
    status: z
      .enum(['passed-over', 'sent', 'answered', 'reused', 'failed', 'unknown'])
      .openapi({ description: '`unknown`: no answer, perhaps a bill; counted as what was reserved.' }),
    outcome: z.string().nullable().openapi({ example: 'answered' }),
    reason: outsideText().nullable(),
    stands: z.boolean().openapi({ description: 'The one answer of its question.' }),
    request: z.string().openapi({ description: 'Hash of the question in the evidence store.' }),
    answer: z.string().nullable().openapi({ description: 'Hash of the answer in the evidence store.' }),
    reservedUsd: decimalText,
    costUsd: decimalText.nullable(),
    pricesAsOf: z.string(),
    inputTokens: tokenCount.openapi({ description: 'Neither read from nor written to a prompt cache.' }),
    cachedInputTokens: tokenCount,
    cacheWriteTokens: tokenCount,
    outputTokens: tokenCount.openapi({ description: 'Reasoning included.' }),
    reasoningTokens: tokenCount,
    latencyMs: z.int().nullable(),
    providerId: z.string().nullable(),
    createdAt: timestamp,
    endedAt: timestamp.nullable(),
  })
  .openapi('LlmCall');

export const llmCallPage = pageOf(llmCall, 'LlmCallPage');
export const llmCallsQuery = pageQuery.extend({
  strategyId: mayBeLeftOut(uuid),
  cycleId: mayBeLeftOut(visibleId(200)),
});
