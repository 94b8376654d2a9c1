import type {
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import type { JsonSchema, ModelMessage, ModelRequest } from '../../domain/llm/model-request.ts';

/** What OpenAI's structured output does not take; the answer is judged by the whole schema afterwards. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  '$schema',
  'default',
  'minLength',
  'maxLength',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'propertyNames',
]);

/** The body of POST /v1/responses. */
export function toResponsesRequest(model: string, request: ModelRequest): ResponseCreateParamsNonStreaming {
  const { system, messages, tools, mayCallTools, output, maxOutputTokens, temperature } = request;
  return {
    model,
    instructions: system,
    input: messages.flatMap(toItems),
    max_output_tokens: maxOutputTokens,
    store: false,
    stream: false,
    ...(temperature === undefined ? {} : { temperature }),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, parameters }) => ({
            type: 'function' as const,
            name,
            description,
            parameters: { ...parameters },
            strict: false,
          })),
          ...(mayCallTools === false ? { tool_choice: 'none' as const } : {}),
        }),
    ...(output === undefined
      ? {}
      : {
          text: {
            format: {
              type: 'json_schema',
              name: output.name,
              schema: supported(output.schema),
              strict: true,
            },
          },
        }),
  };
}

function toItems(message: ModelMessage): ResponseInputItem[] {
  if (message.role === 'user') return [{ role: 'user', content: message.text }];
  if (message.role === 'tool') {
    const output = message.failed === true ? `The tool failed: ${message.text}` : message.text;
    return [{ type: 'function_call_output', call_id: message.callId, output }];
  }
  return [
    ...(message.text === '' ? [] : [{ role: 'assistant' as const, content: message.text }]),
    ...message.toolCalls.map(({ callId, name, arguments: input }) => ({
      type: 'function_call' as const,
      call_id: callId,
      name,
      arguments: JSON.stringify(input),
    })),
  ];
}

/** A copy of the schema without what is not supported. Names of properties are no keywords. */
function supported(schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
      if (UNSUPPORTED.has(key)) return [];
      if (key === 'properties' || key === '$defs') return [[key, eachSupported(value)]];
      return [[key, supportedPart(value)]];
    }),
  );
}

function eachSupported(parts: unknown): unknown {
  if (!isSchema(parts)) return parts;
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, supportedPart(part)]));
}

function supportedPart(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(supportedPart);
  return isSchema(part) ? supported(part) : part;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
