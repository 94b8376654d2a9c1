import { type Context, Hono } from 'hono';
import type { JsonRecord } from '../server/json-record.ts';
import type { PlantedTexts } from '../world/planted-texts.ts';
import type { Clock, Market } from '../world/world.ts';
import { type AnthropicConversation, readAnthropicRequest } from './anthropic-request.ts';
import { ANALYST, type Reply } from './conversation.ts';
import { type AnswerFault, replyTo } from './reply.ts';
import { fingerprint, tokensOf } from './tokens.ts';

/** Anthropic's Messages API and its list of models; any key but `INVALID` is taken. */
export function createAnthropicRoutes(deps: {
  readonly market: Market;
  readonly clock: Clock;
  readonly planted?: PlantedTexts;
  readonly faultOf: (path: string) => AnswerFault;
}): Hono {
  const { market, clock, planted, faultOf } = deps;
  const routes = new Hono();
  routes.use(async (c, next) => {
    const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    const key = c.req.header('x-api-key') ?? bearer;
    if (key === undefined || key === 'INVALID')
      return refuse(c, 401, 'authentication_error', 'invalid x-api-key');
    if (c.req.header('anthropic-version') !== undefined) return next();
    return refuse(c, 400, 'invalid_request_error', 'anthropic-version: header is required');
  });
  routes.get('/v1/models', (c) =>
    c.json({ data: [modelAt(clock)], has_more: false, first_id: ANALYST, last_id: ANALYST }),
  );
  routes.get('/v1/models/:model', (c) =>
    c.req.param('model') === ANALYST
      ? c.json(modelAt(clock))
      : refuse(c, 404, 'not_found_error', `model: ${c.req.param('model')}`),
  );
  routes.post('/v1/messages', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const asked = readAnthropicRequest(body);
    if ('message' in asked) return refuse(c, 400, 'invalid_request_error', asked.message);
    const id = fingerprint(body);
    c.header('request-id', `req_${id.slice(0, 24)}`);
    const reply = planted?.nextAnswer() ?? replyTo(asked, market, faultOf(c.req.path));
    return c.json(messageBody(id, asked, reply));
  });
  routes.all('*', (c) => refuse(c, 404, 'not_found_error', 'Not Found'));
  return routes;
}

function refuse(c: Context, status: 400 | 401 | 404, type: string, message: string): Response {
  return c.json({ type: 'error', error: { type, message }, request_id: null }, status);
}

function modelAt(clock: Clock): JsonRecord {
  const createdAt = new Date(clock.now()).toISOString();
  return { type: 'model', id: ANALYST, display_name: 'Sandbox analyst, a plain rule', created_at: createdAt };
}

function messageBody(id: string, asked: AnthropicConversation, reply: Reply): JsonRecord {
  const content = contentOf(id, reply);
  const earlier = tokensOf(asked.earlierChars);
  const latest = tokensOf(asked.latestChars);
  const read = asked.caching && asked.called.length > 0 ? earlier : 0;
  const written = asked.caching ? earlier + latest - read : 0;
  return {
    id: `msg_${id.slice(0, 24)}`,
    type: 'message',
    role: 'assistant',
    model: ANALYST,
    content,
    container: null,
    stop_reason: stopReasonOf(reply),
    stop_sequence: null,
    stop_details: null,
    usage: {
      input_tokens: earlier + latest - read - written,
      cache_creation_input_tokens: written,
      cache_read_input_tokens: read,
      cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
      output_tokens: tokensOf(JSON.stringify(content).length),
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      inference_geo: null,
    },
  };
}

function contentOf(id: string, reply: Reply): readonly JsonRecord[] {
  if (!('calls' in reply)) return [{ type: 'text', text: reply.text, citations: null }];
  return reply.calls.map(({ name, input }, index) => ({
    type: 'tool_use',
    id: `toolu_${id.slice(0, 20)}${index}`,
    name,
    input,
    caller: { type: 'direct' },
  }));
}

function stopReasonOf(reply: Reply): string {
  if ('calls' in reply) return 'tool_use';
  return { complete: 'end_turn', refused: 'refusal', 'cut-off': 'max_tokens' }[reply.end];
}
