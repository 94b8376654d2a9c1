import { z } from 'zod';
import type { ModelReply } from '../../domain/ports/language-model.ts';
import { type Asked, checkAnswer } from '../http/parse-answer.ts';

/** More than any context window, and still an integer of the ledger. */
const tokens = z.int().nonnegative().max(1_000_000_000);
const maybeTokens = tokens.nullish().transform((value) => value ?? 0);
const block = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({
    type: z.literal('tool_use'),
    id: z.string().min(1),
    name: z.string().min(1),
    input: z.unknown(),
  }),
  z.looseObject({ type: z.enum(['thinking', 'redacted_thinking']) }),
]);
const message = z.looseObject({
  id: z.string().min(1),
  type: z.literal('message'),
  model: z.string().min(1),
  stop_reason: z.enum([
    'end_turn',
    'stop_sequence',
    'tool_use',
    'max_tokens',
    'pause_turn',
    'refusal',
    'model_context_window_exceeded',
  ]),
  content: z.array(block),
  usage: z.looseObject({
    input_tokens: tokens,
    cache_creation_input_tokens: maybeTokens,
    cache_read_input_tokens: maybeTokens,
    output_tokens: tokens,
    output_tokens_details: z.looseObject({ thinking_tokens: maybeTokens }).nullish(),
  }),
});

const ENDS = {
  end_turn: 'complete',
  stop_sequence: 'complete',
  tool_use: 'complete',
  max_tokens: 'cut-off',
  pause_turn: 'cut-off',
  model_context_window_exceeded: 'cut-off',
  refusal: 'refused',
} as const;

/**
 * Reads an answer of the Messages API. Anthropic counts cached tokens, read and written, beside `input_tokens`, and
 * thinking inside `output_tokens`.
 * @throws SourceOutage for an answer that cannot be read.
 */
export function toReply(answer: unknown, asked: Asked): ModelReply {
  const { id, model, stop_reason: stop, content, usage } = checkAnswer(message, answer, asked);
  return {
    model,
    end: ENDS[stop],
    text: content.flatMap((one) => (one.type === 'text' ? [one.text] : [])).join(''),
    toolCalls: content.flatMap((one) =>
      one.type === 'tool_use'
        ? [{ callId: one.id, name: one.name, arguments: JSON.stringify(one.input ?? null) }]
        : [],
    ),
    usage: {
      inputTokens: usage.input_tokens,
      cachedInputTokens: usage.cache_read_input_tokens,
      cacheWriteTokens: usage.cache_creation_input_tokens,
      outputTokens: usage.output_tokens,
      reasoningTokens: usage.output_tokens_details?.thinking_tokens ?? 0,
    },
    providerId: id,
  };
}
