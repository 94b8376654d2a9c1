import { type Context, Hono } from 'hono';
import { isRecord, type JsonRecord } from '../server/json-record.ts';
import type { PlantedTexts } from '../world/planted-texts.ts';
import type { Clock, Market } from '../world/world.ts';
import { ANALYST, type Conversation, type Reply } from './conversation.ts';
import { type OpenAiFault, readOpenAiRequest } from './openai-request.ts';
import { type AnswerFault, replyTo } from './reply.ts';
import { fingerprint, tokensOf } from './tokens.ts';

/** OpenAI's Responses API and its list of models; any key but `INVALID` is taken. */
export function createOpenAiRoutes(deps: {
  readonly market: Market;
  readonly clock: Clock;
  readonly planted?: PlantedTexts;
  readonly faultOf: (path: string) => AnswerFault;
}): Hono {
  const { market, clock, planted, faultOf } = deps;
  const routes = new Hono();
  routes.use(async (c, next) => {
    const key = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (key !== undefined && key !== 'INVALID') return next();
    const message = key === undefined ? "You didn't provide an API key." : 'Incorrect API key provided.';
    return refuse(c, 401, { message, param: '', code: 'invalid_api_key' });
  });
  routes.get('/v1/models', (c) => c.json({ object: 'list', data: [modelAt(clock)] }));
  routes.get('/v1/models/:model', (c) =>
    c.req.param('model') === ANALYST
      ? c.json(modelAt(clock))
      : refuse(c, 404, {
          message: `The model '${c.req.param('model')}' does not exist`,
          param: 'model',
          code: 'model_not_found',
        }),
  );
  routes.post('/v1/responses', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const asked = readOpenAiRequest(body);
    if ('message' in asked) return refuse(c, 400, asked);
    const reply = planted?.nextAnswer() ?? replyTo(asked, market, faultOf(c.req.path));
    c.header('x-request-id', `req_${fingerprint(body).slice(0, 24)}`);
    return c.json(responseBody(isRecord(body) ? body : {}, asked, reply, Math.floor(clock.now() / 1_000)));
  });
  routes.all('*', (c) =>
    refuse(c, 404, { message: `Invalid URL (${c.req.method} ${c.req.path})`, param: '', code: null }),
  );
  return routes;
}

function refuse(c: Context, status: 400 | 401 | 404, { message, param, code }: OpenAiFault): Response {
  const error = { message, type: 'invalid_request_error', param: param === '' ? null : param, code };
  return c.json({ error }, status);
}

function modelAt(clock: Clock) {
  return { id: ANALYST, object: 'model', created: Math.floor(clock.now() / 1_000), owned_by: 'sandbox' };
}

function responseBody(body: JsonRecord, asked: Conversation, reply: Reply, createdAt: number): JsonRecord {
  const id = fingerprint(body);
  const output = outputOf(reply, id);
  const cutOff = 'end' in reply && reply.end === 'cut-off';
  const outputTokens = tokensOf(JSON.stringify(output).length);
  const cached = tokensOf(asked.earlierChars);
  const inputTokens = cached + tokensOf(asked.latestChars);
  return {
    id: `resp_${id.slice(0, 48)}`,
    object: 'response',
    created_at: createdAt,
    status: cutOff ? 'incomplete' : 'completed',
    background: false,
    error: null,
    incomplete_details: cutOff ? { reason: 'max_output_tokens' } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    metadata: {},
    model: ANALYST,
    output,
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: body['store'] ?? true,
    temperature: body['temperature'] ?? 1,
    text: body['text'] ?? { format: { type: 'text' } },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_p: 1,
    truncation: 'disabled',
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
  };
}

function outputOf(reply: Reply, id: string): readonly JsonRecord[] {
  if ('calls' in reply) {
    return reply.calls.map(({ name, input }, index) => ({
      type: 'function_call',
      id: `fc_${id.slice(0, 40)}${index}`,
      call_id: `call_${id.slice(0, 20)}${index}`,
      name,
      arguments: JSON.stringify(input),
      status: 'completed',
    }));
  }
  const content =
    reply.end === 'refused'
      ? { type: 'refusal', refusal: reply.text }
      : { type: 'output_text', text: reply.text, annotations: [], logprobs: [] };
  const status = reply.end === 'cut-off' ? 'incomplete' : 'completed';
  return [{ type: 'message', id: `msg_${id.slice(0, 40)}`, status, role: 'assistant', content: [content] }];
}
