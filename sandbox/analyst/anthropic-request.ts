import { isRecord, type JsonRecord } from '../server/json-record.ts';
import type { Conversation } from './conversation.ts';
import { looseObject, recordsIn, textIn, textOfContent } from './json-parts.ts';

/** A request that Anthropic would answer with 400: what is wrong, in its words. */
export interface AnthropicFault {
  readonly message: string;
}

export interface AnthropicConversation extends Conversation {
  /** Prompt caching was asked for. */
  readonly caching: boolean;
}

/** Reads the body of POST /v1/messages. */
export function readAnthropicRequest(body: unknown): AnthropicConversation | AnthropicFault {
  if (!isRecord(body)) return { message: 'The request body is not valid JSON' };
  if (textIn(body['model']) === '') return { message: 'model: Field required' };
  const most = body['max_tokens'];
  if (typeof most !== 'number' || most < 1) return { message: 'max_tokens: Field required' };
  if (body['stream'] === true) return { message: 'stream: The sandbox does not stream' };
  const messages = recordsIn(body['messages']);
  if (messages[0]?.['role'] !== 'user')
    return { message: 'messages: first message must use the "user" role' };
  const uses = messages.flatMap((message, index) =>
    partsOf(message, 'tool_use').map((part) => ({ part, index })),
  );
  const open = uses.find(({ part, index }) => {
    const answers = partsOf(messages[index + 1] ?? {}, 'tool_result');
    return !answers.some((answer) => answer['tool_use_id'] === part['id']);
  });
  if (open !== undefined) {
    const id = textIn(open.part['id']);
    return {
      message: `messages.${open.index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${id}`,
    };
  }
  if (uses.length > 0 && recordsIn(body['tools']).length === 0) {
    return { message: 'Requests which include `tool_use` or `tool_result` blocks must define tools.' };
  }
  const config = isRecord(body['output_config']) ? body['output_config'] : {};
  const format = isRecord(config['format']) ? config['format'] : {};
  const form = isRecord(format['schema']) ? format['schema'] : undefined;
  if (form !== undefined && looseObject(form, 'closed') !== undefined) {
    return {
      message: `output_config.format.schema: For 'object' type, 'additionalProperties' must be set to false`,
    };
  }
  const tools = recordsIn(body['tools']);
  const system = textOfContent(body['system']);
  const chars = JSON.stringify([system, messages, tools]).length;
  const latestChars = JSON.stringify(messages.at(-1)).length;
  return {
    prompt: [system, ...messages.map(({ content }) => textOfContent(content))].join('\n'),
    tools: tools.map((tool) => ({
      name: textIn(tool['name']),
      parameters: isRecord(tool['input_schema']) ? tool['input_schema'] : {},
    })),
    mayCall: !(isRecord(body['tool_choice']) && body['tool_choice']['type'] === 'none'),
    called: uses.map(({ part }) => textIn(part['name'])),
    results: messages.flatMap((message) =>
      partsOf(message, 'tool_result').map(({ content }) => textOfContent(content)),
    ),
    form,
    maxOutputTokens: most,
    earlierChars: chars - latestChars,
    latestChars,
    caching: isRecord(body['cache_control']),
  };
}

function partsOf(message: JsonRecord, type: string): readonly JsonRecord[] {
  return recordsIn(message['content']).filter((part) => part['type'] === type);
}
