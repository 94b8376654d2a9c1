import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import type {
  ContentBlockParam,
  MessageCreateParamsNonStreaming,
  MessageParam,
} from '@anthropic-ai/sdk/resources/messages/messages';
import type { ModelMessage, ModelRequest } from '../../domain/llm/model-request.ts';

/**
 * The body of POST /v1/messages. With tools the conversation will be sent again and again as it grows, so that its
 * beginning is kept in the provider's prompt cache. The SDK's own transformation takes out of a schema what structured
 * output does not support; the answer is judged by the whole schema afterwards.
 */
export function toMessagesRequest(model: string, request: ModelRequest): MessageCreateParamsNonStreaming {
  const { system, messages, tools, mayCallTools, output, maxOutputTokens, temperature } = request;
  return {
    model,
    system,
    messages: inTurns(messages),
    max_tokens: maxOutputTokens,
    stream: false,
    ...(temperature === undefined ? {} : { temperature }),
    ...(tools.length === 0
      ? {}
      : {
          cache_control: { type: 'ephemeral' },
          tools: tools.map(({ name, description, parameters }) => ({
            name,
            description,
            input_schema: { ...parameters, type: 'object' as const },
          })),
          ...(mayCallTools === false ? { tool_choice: { type: 'none' as const } } : {}),
        }),
    ...(output === undefined
      ? {}
      : { output_config: { format: { type: 'json_schema', schema: transformJSONSchema(output.schema) } } }),
  };
}

/** Results of tools are the user's turn; what one side says in a row is one turn. */
function inTurns(messages: readonly ModelMessage[]): MessageParam[] {
  const turns: { role: 'user' | 'assistant'; content: ContentBlockParam[] }[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocksOf(message));
    else turns.push({ role, content: blocksOf(message) });
  }
  return turns;
}

function blocksOf(message: ModelMessage): ContentBlockParam[] {
  if (message.role === 'user') return [{ type: 'text', text: message.text }];
  if (message.role === 'tool') {
    const failed = message.failed === true ? { is_error: true } : {};
    return [{ type: 'tool_result', tool_use_id: message.callId, content: message.text, ...failed }];
  }
  return [
    ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
    ...message.toolCalls.map(({ callId, name, arguments: input }) => ({
      type: 'tool_use' as const,
      id: callId,
      name,
      input: { ...input },
    })),
  ];
}
