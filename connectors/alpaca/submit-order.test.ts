import { afterEach, describe, expect, test } from 'vitest';
import type { OrderRequest } from '../../domain/order.ts';
import { clientOrderId } from '../../domain/ordering/client-order-id.ts';
import { createLogger } from '../../telemetry/log.ts';
import { patienceMs, type ScriptedReply, startScriptedServer } from '../http/scripted-server.ts';
import { createAlpacaBroker } from './broker.ts';
import { alpacaEndpoints } from './endpoints.ts';
import { SAMPLE_ORDER } from './sample-answers.ts';

const id = clientOrderId(SAMPLE_ORDER.client_order_id);
const request: OrderRequest = {
  symbol: 'AAPL',
  side: 'buy',
  type: 'limit',
  timeInForce: 'day',
  qty: '2',
  limitPrice: '174.78',
};
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function submitting(reply: ScriptedReply) {
  const server = await startScriptedServer(() => reply);
  closers.push(async () => await server.close());
  const broker = createAlpacaBroker({
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', server.url),
    credentials: { keyId: 'PKUNIT', secretKey: 'secret' },
    logger: createLogger({ name: 'unit', level: 'silent' }),
    timeouts: { readMs: patienceMs(), submitMs: patienceMs(reply) },
  });
  return { broker, server };
}

async function outcomeOf(reply: ScriptedReply) {
  const { broker, server } = await submitting(reply);
  const outcome = await broker.submit(id, request);
  expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  return outcome;
}

describe('what is sent', () => {
  test('one POST with the client order id, keys in headers and amounts as text', async () => {
    const { broker, server } = await submitting({ json: SAMPLE_ORDER });
    await broker.submit(id, { ...request, extendedHours: true });
    const [seen] = server.seen;
    expect(seen).toMatchObject({
      method: 'POST',
      path: '/v2/orders',
      headers: { 'apca-api-key-id': 'PKUNIT', 'apca-api-secret-key': 'secret' },
    });
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      client_order_id: id,
      symbol: 'AAPL',
      side: 'buy',
      type: 'limit',
      time_in_force: 'day',
      qty: '2',
      limit_price: '174.78',
      extended_hours: true,
    });
  });
});

describe('what an answer to a POST proves', () => {
  test('200 with an order: accepted, amounts exact', async () => {
    expect(await outcomeOf({ json: SAMPLE_ORDER })).toEqual({
      kind: 'accepted',
      order: {
        brokerOrderId: SAMPLE_ORDER.id,
        clientOrderId: id,
        symbol: 'AAPL',
        side: 'buy',
        type: 'limit',
        timeInForce: 'day',
        qty: '2',
        limitPrice: '174.78',
        status: 'accepted',
        brokerStatus: 'pending_new',
        filledQty: '0',
        submittedAt: '2026-03-02T14:31:00.223Z',
        updatedAt: '2026-03-02T14:31:00.987Z',
      },
    });
  });

  test('422 with 40010001 and the words about uniqueness: duplicate', async () => {
    const json = { code: 40010001, message: 'client_order_id must be unique' };
    expect(await outcomeOf({ status: 422, json })).toEqual({ kind: 'duplicate' });
  });

  test('422 with 40010001 for another reason: rejected', async () => {
    const json = { code: 40010001, message: 'client_order_id must be no more than 128 characters' };
    expect(await outcomeOf({ status: 422, json })).toMatchObject({
      kind: 'rejected',
      rejection: { code: 40010001 },
    });
  });

  test('403 with Alpaca’s body: rejected, every extra field kept as text', async () => {
    const json = {
      code: 40310000,
      message: 'insufficient qty available for order (requested: 1, available: 0)',
      available: '0',
      existing_qty: 1,
      related_orders: ['a', 'b'],
    };
    expect(await outcomeOf({ status: 403, json })).toEqual({
      kind: 'rejected',
      rejection: {
        httpStatus: 403,
        code: 40310000,
        message: json.message,
        facts: { available: '0', existing_qty: '1', related_orders: '["a","b"]' },
      },
    });
  });

  test.each([400, 401, 403, 404, 422])('%d with a message but no code: rejected', async (status) => {
    expect(await outcomeOf({ status, json: { message: 'no.' } })).toEqual({
      kind: 'rejected',
      rejection: { httpStatus: status, message: 'no.', facts: {} },
    });
  });

  test('429: not sent, with the wait that Alpaca asks for', async () => {
    const json = { code: 42910000, message: 'rate limit exceeded' };
    expect(await outcomeOf({ status: 429, headers: { 'retry-after': '3' }, json })).toEqual({
      kind: 'not-sent',
      reason: 'HTTP 429: rate limit exceeded',
      retryAfterMs: 3_000,
    });
  });

  test('429 without Retry-After: the wait is until the window of the rate limit resets', async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 30);
    const json = { code: 42910000, message: 'rate limit exceeded' };
    const outcome = await outcomeOf({ status: 429, headers: { 'x-ratelimit-reset': reset }, json });
    expect(outcome).toMatchObject({ kind: 'not-sent', retryAfterMs: expect.any(Number) });
    expect(outcome.kind === 'not-sent' ? outcome.retryAfterMs : 0).toBeGreaterThan(20_000);
  });

  const open: readonly (readonly [string, ScriptedReply])[] = [
    ['500', { status: 500, json: { code: 50010000, message: 'internal server error' } }],
    ['504 in HTML', { status: 504, body: '<html>' }],
    ['408', { status: 408, json: { message: 'timeout' } }],
    ['409', { status: 409, json: { code: 40910000, message: 'conflict' } }],
    ['403 of a proxy in HTML', { status: 403, body: '<html>blocked</html>' }],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }],
    ['200 with HTML', { body: '<html>' }],
    ['200 with an empty body', { body: '' }],
    ['200 with truncated JSON', { body: '{"id": "b5' }],
    ['200 with a field missing', { json: { ...SAMPLE_ORDER, filled_qty: undefined } }],
    ['200 with an amount that is no number', { json: { ...SAMPLE_ORDER, filled_qty: 'NaN' } }],
    ['200 about another order', { json: { ...SAMPLE_ORDER, client_order_id: 'other' } }],
    ['a connection cut in the answer', 'cut-short'],
    ['a reset connection', 'reset'],
    ['no answer', 'hang'],
  ];
  test.each(open)('%s: unknown', async (_name, reply) => {
    expect(await outcomeOf(reply)).toEqual({ kind: 'unknown', reason: expect.stringMatching(/./) });
  });

  test('a refused connection: not sent', async () => {
    const { broker, server } = await submitting({ json: SAMPLE_ORDER });
    await server.close();
    expect(await broker.submit(id, request)).toMatchObject({ kind: 'not-sent' });
  });

  test('a signal that aborted before: not sent, and no POST; one that aborts on the way: unknown', async () => {
    const { broker, server } = await submitting('hang');
    expect(await broker.submit(id, request, AbortSignal.abort())).toMatchObject({ kind: 'not-sent' });
    expect(server.seen).toHaveLength(0);
    expect(await broker.submit(id, request, AbortSignal.timeout(50))).toMatchObject({ kind: 'unknown' });
  });
});
