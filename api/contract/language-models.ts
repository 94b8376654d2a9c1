import { z } from '@hono/zod-openapi';
import { MODEL_PROVIDERS, MODEL_USES } from '../../domain/llm/model-target.ts';
import { storedHash } from './evidence.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf, pageQuery } from './page.ts';
import { cycleId, decimalText, outsideText, timestamp, uuid, visibleId } from './scalars.ts';

const spending = {
  reservedUsd: decimalText.openapi({
    example: '0.02',
    description: 'Held back for requests that are under way.',
  }),
  spentUsd: decimalText.openapi({ example: '0.31' }),
  simulatedUsd: decimalText.openapi({
    example: '0',
    description: 'The part of `spentUsd` that nobody paid: the sandbox’s analyst answered, counted as if.',
  }),
};

export const llmBudget = z
  .strictObject({
    day: z.iso.date().openapi({ example: '2026-03-02', description: 'UTC.' }),
    usdPerDay: decimalText.openapi({ example: '5' }),
    strategyUsdPerDay: decimalText.openapi({ example: '2' }),
    ...spending,
    leftUsd: decimalText.openapi({ example: '4.67' }),
    strategies: z.array(z.strictObject({ strategyId: uuid, ...spending })),
    source: z.enum(['sandbox', 'real', 'none']).openapi({
      example: 'real',
      description: '`sandbox`: no language model is asked. `none`: nobody can be asked, see `missing`.',
    }),
    simulated: z.boolean(),
    missing: mayBeLeftOut(z.string()).openapi({ description: 'Which variable to set.' }),
    targets: z
      .strictObject({ decide: z.array(z.string()), criticise: z.array(z.string()) })
      .openapi({ example: { decide: ['openai:gpt-6.1-terra'], criticise: ['anthropic:claude-sonnet-5-5'] } }),
    prices: z
      .strictObject({ asOf: z.iso.date(), source: z.string() })
      .openapi({ example: { asOf: '2026-02-01', source: 'the providers’ published prices' } }),
    reuse: z.strictObject({ asked: z.int(), reused: z.int() }).openapi({
      example: { asked: 12, reused: 3 },
      description: 'Requests of this day, and questions that an identical earlier answer served.',
    }),
  })
  .openapi('LlmBudget');

const tokenCount = z.int().nullable();

export const llmCall = z
  .strictObject({
    id: z.string().openapi({ example: '41' }),
    callKey: z.string().openapi({
      example: 'decision:cycle:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e:2026-03-02T14:30:00.000Z:1:1',
      description: 'Names the question; several requests may belong to one.',
    }),
    attempt: z.int().openapi({ example: 1 }),
    strategyId: uuid,
    cycleId,
    use: z.enum(MODEL_USES),
    provider: z.enum(MODEL_PROVIDERS),
    model: z.string().openapi({ example: 'gpt-6.1-terra' }),
    answeredModel: z.string().nullable().openapi({ description: 'Who answered, by its own account.' }),
    simulated: z.boolean().openapi({ description: 'True: no language model was asked.' }),
    status: z
      .enum(['passed-over', 'sent', 'answered', 'reused', 'failed', 'unknown'])
      .openapi({ description: '`unknown`: no answer, perhaps a bill; counted as what was reserved.' }),
    outcome: z.string().nullable().openapi({ example: 'answered' }),
    reason: outsideText().nullable(),
    stands: z.boolean().openapi({ description: 'The one answer of its question.' }),
    request: storedHash.openapi({ description: 'Hash of the question in the evidence store.' }),
    answer: storedHash.nullable().openapi({ description: 'Hash of the answer in the evidence store.' }),
    reservedUsd: decimalText.openapi({ example: '0.02' }),
    costUsd: decimalText.nullable(),
    pricesAsOf: z.string().openapi({ example: '2026-02-01' }),
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
  .openapi('LlmCall', {
    example: {
      answeredModel: 'gpt-6.1-terra',
      status: 'answered',
      outcome: 'answered',
      stands: true,
      costUsd: '0.0124',
      inputTokens: 2_310,
      outputTokens: 412,
      latencyMs: 2_140,
      endedAt: '2026-03-02T14:30:02.140Z',
    },
  });

export const llmCallPage = pageOf(llmCall, 'LlmCallPage');
export const llmCallsQuery = pageQuery.extend({
  strategyId: mayBeLeftOut(uuid),
  cycleId: mayBeLeftOut(visibleId(200)),
});
