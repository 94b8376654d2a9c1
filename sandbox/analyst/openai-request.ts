import { isRecord, type JsonRecord } from '../server/json-record.ts';
import type { Conversation, OfferedTool } from './conversation.ts';
import { looseObject, recordsIn, textIn, textOfContent } from './json-parts.ts';

/** A request that OpenAI would answer with 400. */
export interface OpenAiFault {
  readonly message: string;
  readonly param: string;
  readonly code: string | null;
}

/** Reads the body of POST /v1/responses. */
export function readOpenAiRequest(body: unknown): Conversation | OpenAiFault {
  if (!isRecord(body)) return fault('body', 'We could not parse the JSON body of your request.');
  if (textIn(body['model']) === '') return fault('model', "Missing required parameter: 'model'.");
  if (body['stream'] === true) return fault('stream', 'The sandbox does not stream.');
  const items = typeof body['input'] === 'string' ? [userSays(body['input'])] : recordsIn(body['input']);
  if (items.length === 0) return fault('input', "Missing required parameter: 'input'.");
  const calls = items.filter(({ type }) => type === 'function_call');
  const results = items.filter(({ type }) => type === 'function_call_output');
  const open = calls.find((call) => !results.some((result) => result['call_id'] === call['call_id']));
  if (open !== undefined) {
    return fault('input', `No tool output found for function call ${textIn(open['call_id'])}.`);
  }
  const tools = recordsIn(body['tools']);
  const loose = tools.find(
    (tool) =>
      tool['strict'] !== false && looseObject(tool['parameters'], 'closed-and-complete') !== undefined,
  );
  if (loose !== undefined) return badSchema('tools', `function '${textIn(loose['name'])}'`);
  const text = isRecord(body['text']) ? body['text'] : {};
  const format = isRecord(text['format']) ? text['format'] : {};
  const form = format['type'] === 'json_schema' && isRecord(format['schema']) ? format['schema'] : undefined;
  if (format['strict'] === true && looseObject(form, 'closed-and-complete') !== undefined) {
    return badSchema('text.format.schema', `response_format '${textIn(format['name'])}'`);
  }
  const said = items
    .filter(({ role }) => typeof role === 'string')
    .map(({ content }) => textOfContent(content));
  const latest = items.slice(items.findLastIndex(({ type }) => type === 'function_call') + 1);
  const chars = JSON.stringify([body['instructions'], items, tools]).length;
  const latestChars = JSON.stringify(latest).length;
  const most = body['max_output_tokens'];
  return {
    prompt: [textIn(body['instructions']), ...said].join('\n'),
    tools: tools.map(toTool),
    mayCall: body['tool_choice'] !== 'none',
    called: calls.map(({ name }) => textIn(name)),
    results: results.map(({ output }) => textOfContent(output)),
    form,
    maxOutputTokens: typeof most === 'number' ? most : undefined,
    earlierChars: calls.length === 0 ? 0 : chars - latestChars,
    latestChars: calls.length === 0 ? chars : latestChars,
  };
}

function toTool(tool: JsonRecord): OfferedTool {
  return { name: textIn(tool['name']), parameters: isRecord(tool['parameters']) ? tool['parameters'] : {} };
}

function userSays(content: string): JsonRecord {
  return { role: 'user', content };
}

function fault(param: string, message: string, code: string | null = null): OpenAiFault {
  return { param, message, code };
}

function badSchema(param: string, of: string): OpenAiFault {
  const message = `Invalid schema for ${of}: 'additionalProperties' must be false and 'required' must name every property.`;
  return fault(param, message, 'invalid_json_schema');
}
