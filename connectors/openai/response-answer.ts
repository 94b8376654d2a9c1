import { z } from 'zod';
import { SourceOutage } from '../../domain/outage.ts';
import type { ModelReply } from '../../domain/ports/language-model.ts';
import { type Asked, checkAnswer } from '../http/parse-answer.ts';

/** More than any context window, and still an integer of the ledger. */
const tokens = z.int().nonnegative().max(1_000_000_000);
const usage = z.looseObject({
  input_tokens: tokens,
  input_tokens_details: z.looseObject({ cached_tokens: tokens, cache_write_tokens: tokens.default(0) }),
  output_tokens: tokens,
  output_tokens_details: z.looseObject({ reasoning_tokens: tokens }),
});
const part = z.union([
  z.looseObject({ type: z.literal('output_text'), text: z.string() }),
  z.looseObject({ type: z.literal('refusal'), refusal: z.string() }),
]);
const item = z.union([
  z.looseObject({ type: z.literal('message'), content: z.array(part) }),
  z.looseObject({
    type: z.literal('function_call'),
    call_id: z.string().min(1),
    name: z.string().min(1),
    arguments: z.string(),
  }),
  z.looseObject({ type: z.literal('reasoning') }),
]);
const response = z.looseObject({
  id: z.string().min(1),
  model: z.string().min(1),
  status: z.enum(['completed', 'incomplete', 'failed']),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  incomplete_details: z.looseObject({ reason: z.string().optional() }).nullable(),
  output: z.array(item),
  usage,
});
type Response = z.output<typeof response>;

/**
 * Reads an answer of the Responses API. OpenAI counts cached tokens, read and written, inside `input_tokens`, and
 * reasoning inside `output_tokens`.
 * @throws SourceOutage for an answer that failed or cannot be read.
 */
export function toReply(answer: unknown, asked: Asked): ModelReply {
  const read = checkAnswer(response, answer, asked);
  if (read.status === 'failed') throw failedAnswer(read, asked);
  const { input_tokens: input, input_tokens_details: details, output_tokens: outputTokens } = read.usage;
  const plain = input - details.cached_tokens - details.cache_write_tokens;
  if (plain < 0) {
    throw new SourceOutage({ ...asked, kind: 'malformed', reason: 'more tokens were cached than sent' });
  }
  const parts = read.output.flatMap((one) => (one.type === 'message' ? one.content : []));
  const refusals = parts.flatMap((one) => (one.type === 'refusal' ? [one.refusal] : []));
  const filtered = read.incomplete_details?.reason === 'content_filter';
  return {
    model: read.model,
    end: refusals.length > 0 || filtered ? 'refused' : read.status === 'incomplete' ? 'cut-off' : 'complete',
    text: parts.map((one) => (one.type === 'refusal' ? one.refusal : one.text)).join(''),
    toolCalls: read.output.flatMap((one) =>
      one.type === 'function_call' ? [{ callId: one.call_id, name: one.name, arguments: one.arguments }] : [],
    ),
    usage: {
      inputTokens: plain,
      cachedInputTokens: details.cached_tokens,
      cacheWriteTokens: details.cache_write_tokens,
      outputTokens,
      reasoningTokens: read.usage.output_tokens_details.reasoning_tokens,
    },
    providerId: read.id,
  };
}

function failedAnswer({ error }: Response, asked: Asked): SourceOutage {
  const reason = `the answer failed: ${error?.code ?? 'no code'}: ${error?.message ?? ''}`.slice(0, 200);
  const kind = error?.code === 'rate_limit_exceeded' ? 'rate-limited' : 'server-error';
  return new SourceOutage({ ...asked, kind, reason });
}
