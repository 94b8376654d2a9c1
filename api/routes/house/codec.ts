import { createRoute } from '@hono/zod-openapi';
import { createPayloadCodec } from '../../../codec/payload-codec.ts';
import { newApp } from '../../api-app.ts';
import { codecPayloads } from '../../contract/codec.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';

const decodeRoute = createRoute({
  method: 'post',
  path: '/codec/decode',
  operationId: 'decodePayloads',
  summary: 'Payloads of Temporal in the clear, for its Web UI',
  description: 'Temporal’s remote codec protocol, for owners. What is not encrypted comes back as it is.',
  tags: ['operations'],
  request: { body: jsonBody(codecPayloads) },
  responses: { 200: jsonResponse(codecPayloads, 'The same payloads, decrypted.'), ...writeProblems },
});

export function codecRoutes({ codec }: ApiDeps) {
  const [first, ...older] = codec.keys;
  const payloadCodec = first === undefined ? undefined : createPayloadCodec([first, ...older]);
  return newApp().openapi(decodeRoute, async (c) => {
    const { payloads } = c.req.valid('json');
    if (payloadCodec === undefined) return c.json({ payloads }, 200);
    const sealed = payloads.map(({ metadata = {}, data = '' }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
      ),
      data: Buffer.from(data, 'base64'),
    }));
    const opened = await payloadCodec.decode(sealed).catch((cause: unknown) => {
      throw problem('PAYLOAD_UNREADABLE', 'It was encrypted with another key, or changed.', { cause });
    });
    const answer = opened.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
      ),
      data: Buffer.from(data ?? []).toString('base64'),
    }));
    return c.json(codecPayloads.parse({ payloads: answer }), 200);
  });
}
