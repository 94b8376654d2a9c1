import { afterEach, describe, expect, test } from 'vitest';
import type { OrderRequest } from '../../domain/order.ts';
import { clientOrderId } from '../../domain/ordering/client-order-id.ts';
import { createLogger } from '../../telemetry/log.ts';
import { patienceMs, type ScriptedReply, startScriptedServer } from '../http/scripted-server.ts';
import { createAlpacaBroker } from './broker.ts';
import { alpacaEndpoints } from './endpoints.ts';
import { SAMPLE_ORDER } from './sample-answers.ts';

const id = clientOrderId(SAMPLE_ORDER.client_order_id);
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function brokerOver(answer: (query: URLSearchParams) => ScriptedReply, waitMs = patienceMs()) {
  const server = await startScriptedServer(({ query }) => answer(query));
  closers.push(async () => await server.close());
  const broker = createAlpacaBroker({
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', server.url),
    credentials: { keyId: 'PKUNIT', secretKey: 'secret' },
    logger: createLogger({ name: 'unit', level: 'silent' }),
    timeouts: { readMs: waitMs, submitMs: waitMs },
  });
  const bodies = (): unknown[] => server.seen.map(({ body }): unknown => JSON.parse(body));
  return { broker, server, bodies };
}

const LEG = {
  ...SAMPLE_ORDER,
  id: 'leg-1',
  client_order_id: 'leg-1',
  order_class: 'bracket',
  status: 'held',
};

describe('what is sent', () => {
  const base = { symbol: 'AAPL', side: 'buy', qty: '2', timeInForce: 'gtc' } as const;
  const cases: readonly (readonly [string, OrderRequest, object])[] = [
    [
      'a trailing stop',
      { ...base, type: 'trailing_stop', trailPercent: '2.5' },
      { type: 'trailing_stop', trail_percent: '2.5' },
    ],
    [
      'a bracket',
      {
        ...base,
        type: 'market',
        orderClass: 'bracket',
        takeProfit: { limitPrice: '110' },
        stopLoss: { stopPrice: '90', limitPrice: '89.5' },
      },
      {
        type: 'market',
        order_class: 'bracket',
        take_profit: { limit_price: '110' },
        stop_loss: { stop_price: '90', limit_price: '89.5' },
      },
    ],
    [
      'an OCO, with its limit in its take-profit alone',
      {
        ...base,
        type: 'limit',
        limitPrice: '110',
        orderClass: 'oco',
        takeProfit: { limitPrice: '110' },
        stopLoss: { stopPrice: '90' },
      },
      {
        type: 'limit',
        order_class: 'oco',
        take_profit: { limit_price: '110' },
        stop_loss: { stop_price: '90' },
      },
    ],
    ['a simple order', { ...base, type: 'market', orderClass: 'simple' }, { type: 'market' }],
  ];
  test.each(cases)('%s', async (_name, request, sent) => {
    const { broker, bodies } = await brokerOver(() => ({ json: SAMPLE_ORDER }));
    await broker.submit(id, request);
    expect(bodies()).toEqual([
      { client_order_id: id, symbol: 'AAPL', side: 'buy', qty: '2', time_in_force: 'gtc', ...sent },
    ]);
  });

  test('a replacement: one PATCH with its own client order id and what changes', async () => {
    const { broker, server, bodies } = await brokerOver(() => ({ json: SAMPLE_ORDER }));
    await broker.replace('b-1', id, { qty: '3', limitPrice: '99.5', trail: '1.5', timeInForce: 'gtc' });
    expect(server.seen).toMatchObject([{ method: 'PATCH', path: '/v2/orders/b-1' }]);
    expect(bodies()).toEqual([
      { client_order_id: id, qty: '3', limit_price: '99.5', trail: '1.5', time_in_force: 'gtc' },
    ]);
  });
});

describe('what an answer to a PATCH proves', () => {
  const answers: readonly (readonly [string, ScriptedReply, object])[] = [
    ['200', { json: { ...SAMPLE_ORDER, replaces: 'b-1' } }, { kind: 'accepted', order: { replaces: 'b-1' } }],
    [
      '422 of a filled order',
      { status: 422, json: { code: 42210000, message: 'order is already in "filled" state' } },
      { kind: 'rejected', rejection: { code: 42210000, httpStatus: 422 } },
    ],
    [
      '403 without a change',
      { status: 403, json: { code: 40310000, message: 'order parameters are not changed' } },
      { kind: 'rejected' },
    ],
    [
      '422 of the id',
      { status: 422, json: { code: 40010001, message: 'client_order_id must be unique' } },
      { kind: 'duplicate' },
    ],
    ['429', { status: 429, json: { code: 42910000, message: 'rate limit exceeded' } }, { kind: 'not-sent' }],
    ['500', { status: 500, body: 'oops' }, { kind: 'unknown' }],
    ['another order', { json: { ...SAMPLE_ORDER, client_order_id: 'other' } }, { kind: 'unknown' }],
    ['a reset', 'reset', { kind: 'unknown' }],
    ['no answer', 'hang', { kind: 'unknown' }],
  ];
  test.each(answers)('%s', async (_name, reply, outcome) => {
    const { broker } = await brokerOver(() => reply, patienceMs(reply));
    expect(await broker.replace('b-1', id, { qty: '3' })).toMatchObject(outcome);
  });
});

test('a refusal keeps Alpaca’s extra fields whole', async () => {
  const json = {
    code: 40310000,
    message: 'potential wash trade detected. use complex orders',
    existing_order_id: 'b-7',
    reject_reason: 'opposite side market/stop order exists',
  };
  const { broker } = await brokerOver(() => ({ status: 403, json }));
  expect(await broker.replace('b-1', id, { qty: '3' })).toMatchObject({
    rejection: {
      message: json.message,
      facts: { existing_order_id: 'b-7', reject_reason: 'opposite side market/stop order exists' },
    },
  });
});

describe('a group', () => {
  test('is looked up with its legs, which only the look-up by its own id tells', async () => {
    const parent = { ...SAMPLE_ORDER, order_class: 'bracket' };
    const { broker, server } = await brokerOver((query) => ({
      json: query.get('nested') === 'true' ? { ...parent, legs: [LEG] } : parent,
    }));
    const found = await broker.orderByClientOrderId(id);
    expect(found).toMatchObject({
      orderClass: 'bracket',
      legs: [{ brokerOrderId: 'leg-1', brokerStatus: 'held' }],
    });
    expect(server.seen).toHaveLength(2);
  });

  test('a simple order is looked up once', async () => {
    const { broker, server } = await brokerOver(() => ({ json: SAMPLE_ORDER }));
    const found = await broker.orderByClientOrderId(id);
    expect(found).not.toHaveProperty('orderClass');
    expect(server.seen).toHaveLength(1);
  });
});

test('cancelling all gives the broker’s word on each order', async () => {
  const json = [
    { id: 'b-1', status: 200 },
    { id: 'b-2', status: 500, body: {} },
  ];
  const { broker, server } = await brokerOver(() => ({ status: 207, json }));
  expect(await broker.cancelAll()).toEqual([
    { brokerOrderId: 'b-1', status: 200 },
    { brokerOrderId: 'b-2', status: 500 },
  ]);
  expect(server.seen).toMatchObject([{ method: 'DELETE', path: '/v2/orders' }]);
});
