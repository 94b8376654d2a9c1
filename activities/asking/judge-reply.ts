import { z } from 'zod';
import type { AnswerOutcome } from '../../domain/llm/model-answer.ts';
import { readModelJson } from '../../domain/llm/model-json.ts';
import type { JsonSchema, ModelRequest, ToolCall } from '../../domain/llm/model-request.ts';
import type { ModelReply, RawToolCall } from '../../domain/ports/language-model.ts';

/** What a reply is worth. `reason` for all but `answered`. */
export interface Judgement {
  readonly outcome: AnswerOutcome;
  readonly reason?: string;
  readonly toolCalls: readonly ToolCall[];
  readonly output?: unknown;
}

/** As providers write the ids of calls. */
const CALL_ID = /^[\w.:-]{1,120}$/;
/** More calls than these in one turn are no request for information. */
const TOOL_CALLS_MAX = 32;

/**
 * Judges a reply by what was asked: tools that were offered, called with an object, each under an id of its own; or
 * else text by the output form. Nothing is repaired.
 */
export function judgeReply(request: ModelRequest, reply: ModelReply): Judgement {
  if (reply.end === 'refused') {
    return { outcome: 'refused-by-model', reason: reply.text.slice(0, 300), toolCalls: [] };
  }
  if (reply.end === 'cut-off') {
    return { outcome: 'cut-off', reason: 'the answer ended before it was complete', toolCalls: [] };
  }
  if (reply.toolCalls.length > 0) return judgeCalls(request, reply.toolCalls);
  if (request.output === undefined) return { outcome: 'answered', toolCalls: [] };
  const output = readModelJson(reply.text);
  if (output === undefined) return malformed('the answer is not JSON that can be kept');
  const fault = formFault(request.output.schema, output);
  return fault === undefined ? { outcome: 'answered', toolCalls: [], output } : malformed(fault);
}

function judgeCalls({ tools, mayCallTools }: ModelRequest, raw: readonly RawToolCall[]): Judgement {
  if (mayCallTools === false) return malformed('a tool was called where none may be');
  if (raw.length > TOOL_CALLS_MAX) return malformed(`more than ${TOOL_CALLS_MAX} tools were called at once`);
  if (new Set(raw.map(({ callId }) => callId)).size < raw.length) {
    return malformed('two calls of tools have the same id');
  }
  if (!raw.every(({ callId }) => CALL_ID.test(callId))) return malformed('a call of a tool has no proper id');
  const toolCalls: ToolCall[] = [];
  for (const { callId, name, arguments: text } of raw) {
    const shown = name.slice(0, 60);
    if (!tools.some((tool) => tool.name === name)) return malformed(`there is no tool "${shown}"`);
    const input = readModelJson(text);
    if (!isObject(input)) return malformed(`the arguments of "${shown}" are not a JSON object`);
    toolCalls.push({ callId, name, arguments: input });
  }
  return { outcome: 'answered', toolCalls };
}

/** What is wrong with the output form itself: known before anything is paid. Undefined where it can be judged by. */
export function unusableForm({ output }: ModelRequest): string | undefined {
  if (output === undefined) return undefined;
  try {
    z.fromJSONSchema(output.schema);
    return undefined;
  } catch (error) {
    return `the output form cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The first things that the schema does not allow; undefined when the value fits. */
function formFault(schema: JsonSchema, value: unknown): string | undefined {
  const result = z.fromJSONSchema(schema).safeParse(value);
  if (result.success) return undefined;
  return result.error.issues
    .slice(0, 3)
    .map(
      ({ path, message }) => `${path.length === 0 ? 'the answer' : path.map(String).join('.')}: ${message}`,
    )
    .join('; ')
    .slice(0, 300);
}

function malformed(reason: string): Judgement {
  return { outcome: 'malformed', reason, toolCalls: [] };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
