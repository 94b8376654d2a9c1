import { z } from '@hono/zod-openapi';
import { hash } from './evidence.ts';
import { mayBeLeftOut } from './left-out.ts';
import { orNull } from './or-null.ts';
import { decimalText, outsideText, refusal } from './scalars.ts';

const tried = z.array(
  z.strictObject({
    target: z.string().openapi({ example: 'openai:gpt-6.1-terra' }),
    failure: z.string().openapi({ example: 'server-error' }),
    reason: outsideText(),
  }),
);

const call = z
  .strictObject({
    callId: z.string(),
    name: z.string().openapi({ example: 'bars' }),
    arguments: z.record(z.string(), z.unknown()).nullable(),
    failed: z.boolean(),
    note: outsideText(),
    result: hash.nullable(),
    text: outsideText(200_000).nullable().openapi({ description: 'What the model read, fenced as data.' }),
    cites: z.array(z.string()),
  })
  .openapi('DeliberationCall');

const turn = z
  .strictObject({
    step: z.int(),
    request: hash,
    answer: hash.nullable(),
    target: z.string().nullable(),
    tried,
    simulated: z.boolean(),
    reused: z.boolean(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    costUsd: decimalText,
    latencyMs: z.int(),
    calls: z.array(call),
  })
  .openapi('DeliberationTurn');

const vote = z
  .strictObject({
    vote: z.int(),
    outcome: z.string().openapi({ example: 'answered' }),
    note: outsideText(),
    target: z.string().nullable(),
    fallback: z.boolean().openapi({ description: 'A target before the one that answered gave nothing.' }),
    tried,
    steps: z.int(),
    toolCalls: z.int(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    costUsd: decimalText,
    prompt: z
      .strictObject({ hash, system: z.string(), text: outsideText(200_000) })
      .nullable()
      .openapi({ description: 'Null once its body was dropped.' }),
    turns: z.array(turn).openapi({ description: 'Those that led to the last question.' }),
    lastQuestion: hash.nullable(),
    closing: mayBeLeftOut(z.string()).openapi({ description: 'Why the last question forbade tools.' }),
    answer: hash.nullable(),
    output: z.unknown().openapi({ description: 'What it answered, in the form; before anything is judged.' }),
    citable: z.array(z.string()).openapi({ description: 'Hashes that it was shown, and may cite.' }),
  })
  .openapi('DeliberationVote');

const critic = z
  .strictObject({
    outcome: z.string(),
    note: outsideText(),
    target: z.string().nullable(),
    tried,
    costUsd: decimalText,
    request: hash,
    answer: hash.nullable(),
    output: z.unknown(),
  })
  .openapi('DeliberationCritic');

export const deliberation = z
  .strictObject({
    cycleId: z.string(),
    simulated: z.boolean().openapi({
      description: 'No language model was asked: the sandbox’s analyst, a plain rule, answered.',
    }),
    note: outsideText(),
    costUsd: decimalText,
    unavailable: mayBeLeftOut(refusal),
    votes: z.array(vote),
    critic: orNull(critic),
  })
  .openapi('Deliberation', { description: 'Each hash has its content at /v1/evidence/{hash}.' });
export type DeliberationBody = z.infer<typeof deliberation>;
