import { z } from '@hono/zod-openapi';
import { hash, storedHash } from './evidence.ts';
import { mayBeLeftOut } from './left-out.ts';
import { orNull } from './or-null.ts';
import { cycleId, decimalText, outsideText, refusal } from './scalars.ts';

const dollars = decimalText.openapi({ example: '0.0124' });
const tokens = z.int().openapi({ example: 1_240 });
const answered = z.string().openapi({ example: 'answered' });

const tried = z.array(
  z.strictObject({
    target: z.string().openapi({ example: 'openai:gpt-6.1-terra' }),
    failure: z.string().openapi({ example: 'server-error' }),
    reason: outsideText().openapi({ example: 'openai answered 503' }),
  }),
);

const call = z
  .strictObject({
    callId: z.string().openapi({ example: 'call_1' }),
    name: z.string().openapi({ example: 'bars' }),
    arguments: z.record(z.string(), z.unknown()).nullable(),
    failed: z.boolean(),
    note: outsideText().openapi({ example: '20 bars of AAPL' }),
    result: hash.nullable(),
    text: outsideText(200_000).nullable().openapi({ description: 'What the model read, fenced as data.' }),
    cites: z.array(storedHash),
  })
  .openapi('DeliberationCall');

const turn = z
  .strictObject({
    step: z.int().openapi({ example: 1 }),
    request: hash,
    answer: hash.nullable(),
    target: z.string().nullable(),
    tried,
    simulated: z.boolean(),
    reused: z.boolean(),
    inputTokens: tokens,
    outputTokens: tokens,
    costUsd: dollars,
    latencyMs: z.int().openapi({ example: 2_140 }),
    calls: z.array(call),
  })
  .openapi('DeliberationTurn');

const vote = z
  .strictObject({
    vote: z.int().openapi({ example: 1 }),
    outcome: answered,
    note: outsideText().openapi({ example: '2 proposals' }),
    target: z.string().nullable(),
    fallback: z.boolean().openapi({ description: 'A target before the one that answered gave nothing.' }),
    tried,
    steps: z.int().openapi({ example: 2 }),
    toolCalls: z.int().openapi({ example: 1 }),
    inputTokens: tokens,
    outputTokens: tokens,
    costUsd: dollars,
    prompt: z
      .strictObject({ hash, system: z.string(), text: outsideText(200_000) })
      .nullable()
      .openapi({ description: 'Null once its body was dropped.' }),
    turns: z.array(turn).openapi({ description: 'Those that led to the last question.' }),
    lastQuestion: hash.nullable(),
    closing: mayBeLeftOut(z.string()).openapi({ description: 'Why the last question forbade tools.' }),
    answer: hash.nullable(),
    output: z.unknown().openapi({ description: 'What it answered, in the form; before anything is judged.' }),
    citable: z.array(storedHash).openapi({ description: 'Hashes that it was shown, and may cite.' }),
  })
  .openapi('DeliberationVote');

const critic = z
  .strictObject({
    outcome: answered,
    note: outsideText().openapi({ example: '1 kept, 1 lowered' }),
    target: z.string().nullable(),
    tried,
    costUsd: dollars,
    request: hash,
    answer: hash.nullable(),
    output: z.unknown(),
  })
  .openapi('DeliberationCritic');

export const deliberation = z
  .strictObject({
    cycleId,
    simulated: z.boolean().openapi({
      description: 'No language model was asked: the sandbox’s analyst, a plain rule, answered.',
    }),
    note: outsideText().openapi({ example: '1 vote, 2 tools' }),
    costUsd: dollars,
    unavailable: mayBeLeftOut(refusal),
    votes: z.array(vote),
    critic: orNull(critic),
  })
  .openapi('Deliberation', { description: 'Each hash has its content at /v1/evidence/{hash}.' });
export type DeliberationBody = z.infer<typeof deliberation>;
