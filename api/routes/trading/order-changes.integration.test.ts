import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { type OrderDesk, openOrderDesk } from '../../../tests/support/order-desk.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../../../tests/support/trading-floor.ts';
import { canceledOrders, orderAnswer, orderWithLegs } from '../../contract/orders.ts';
import { closedPositions } from '../../contract/positions.ts';
import { problem } from '../../contract/problem.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let floor: TradingFloor;
let desk: OrderDesk;
let api: ApiUnderTest;
let key: string;
const PIN = { bid: 99.98, ask: 100.02, last: 100 };
const LIMIT = { side: 'buy', type: 'limit', qty: '4', limitPrice: '90', timeInForce: 'gtc' };

beforeAll(async () => {
  floor = await openTradingFloor();
  await Promise.all(['AAPL', 'MSFT', 'SPY'].map((symbol) => floor.sandbox.control.pinQuote(symbol, PIN)));
  await floor.startWorker();
  desk = await openOrderDesk(floor);
  const { db } = floor.database;
  const temporal = { address: inject('temporalAddress'), namespace: floor.client.options.namespace };
  api = apiUnderTest({ db, temporal, deps: { acknowledgementTimeoutMs: 10_000 } });
  key = await aKeyOf(db, floor.account.userId);
}, 120_000);
afterAll(async () => {
  await api?.close();
  await floor?.close();
});

async function send(method: string, path: string, idempotencyKey?: string, body?: object) {
  const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  const response = await api.call(method, path, { key, headers, ...(body === undefined ? {} : { body }) });
  const json: unknown = await response.json();
  return { status: response.status, json };
}

async function placed(idempotencyKey: string, body: object) {
  const { status, json } = await send('POST', '/v1/orders', idempotencyKey, body);
  expect(status).toBe(201);
  return orderAnswer.parse(json);
}

async function resting(idempotencyKey: string, symbol: string) {
  const answer = await placed(idempotencyKey, { ...LIMIT, symbol });
  await desk.until(answer.clientOrderId, { broker: 'new' });
  return answer;
}

describe('PATCH /v1/orders/{id}', () => {
  test('replaces an open order once for its key, and tells the links both ways', async () => {
    const original = await resting('original', 'AAPL');
    const patch = `/v1/orders/${original.clientOrderId}`;
    const first = await send('PATCH', patch, 'change', { limitPrice: '91.00' });
    expect(first.status).toBe(201);
    const replacement = orderAnswer.parse(first.json);
    const again = await send('PATCH', patch, 'change', { limitPrice: '91' });
    expect(orderAnswer.parse(again.json).brokerOrderId).toBe(replacement.brokerOrderId);
    const other = await send('PATCH', patch, 'change', { limitPrice: '92' });
    expect([other.status, problem.parse(other.json).code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    await desk.until(original.clientOrderId, 'replaced');
    const told = orderWithLegs.parse((await send('GET', patch)).json);
    expect(told.replacedBy).toBe(replacement.clientOrderId);
    const late = await send('PATCH', patch, 'late', { limitPrice: '93' });
    expect([late.status, problem.parse(late.json).code]).toEqual([422, 'ORDER_NOT_REPLACEABLE']);
    const fresh = `/v1/orders/${replacement.clientOrderId}`;
    expect(orderWithLegs.parse((await send('GET', fresh)).json)).toMatchObject({
      replaces: original.clientOrderId,
      limitPrice: '91',
    });
    expect((await send('DELETE', fresh)).status).toBe(202);
  });

  test.each([
    [400, 'IDEMPOTENCY_KEY_REQUIRED', undefined, { limitPrice: '91' }],
    [400, 'INVALID_REQUEST', 'k', {}],
    [400, 'INVALID_REQUEST', 'k', { limitPrice: 91 }],
    [400, 'INVALID_REQUEST', 'k', { side: 'sell' }],
    [404, 'ORDER_NOT_FOUND', 'k', { limitPrice: '91' }],
  ])('answers %d %s for key %s and %j', async (status, code, idempotencyKey, body) => {
    const answer = await send('PATCH', '/v1/orders/nothing', idempotencyKey, body);
    expect([answer.status, problem.parse(answer.json).code]).toEqual([status, code]);
  });
});

test('a bracket tells its legs, and ends with any of them', async () => {
  const exits = { takeProfit: { limitPrice: '110' }, stopLoss: { stopPrice: '80' } };
  const parent = await placed('bracket', { ...LIMIT, symbol: 'SPY', orderClass: 'bracket', ...exits });
  const path = `/v1/orders/${parent.clientOrderId}`;
  const { legs } = orderWithLegs.parse((await send('GET', path)).json);
  expect(legs).toMatchObject([
    { source: 'leg', parentClientOrderId: parent.clientOrderId },
    { source: 'leg', orderClass: 'bracket' },
  ]);
  expect((await send('DELETE', `/v1/orders/${legs[0]?.clientOrderId}`)).status).toBe(202);
  await desk.until(parent.clientOrderId, 'canceled');
});

test('a refusal of form names the field', async () => {
  const answer = await send('POST', '/v1/orders', 'sub-penny', {
    ...LIMIT,
    symbol: 'AAPL',
    limitPrice: '90.001',
  });
  expect(answer.status).toBe(422);
  expect(answer.json).toMatchObject({ code: 'ORDER_MALFORMED', refusal: { facts: { field: 'limitPrice' } } });
});

describe('DELETE /v1/positions', () => {
  test('closes a part, then the rest, each once for its key', async () => {
    const bought = await placed('buy', {
      symbol: 'AAPL',
      side: 'buy',
      type: 'market',
      qty: '8',
      timeInForce: 'day',
    });
    await desk.until(bought.clientOrderId, 'filled');
    const part = await send('DELETE', '/v1/positions/AAPL?percentage=25', 'part');
    expect(part.status).toBe(201);
    const { clientOrderId } = orderAnswer.parse(part.json);
    expect(await desk.until(clientOrderId, 'filled')).toMatchObject({ side: 'sell', filledQty: '2' });
    const again = await send('DELETE', '/v1/positions/AAPL?percentage=25.0', 'part');
    expect(orderAnswer.parse(again.json)).toMatchObject({ clientOrderId, filledQty: '2' });
    const other = await send('DELETE', '/v1/positions/AAPL?qty=1', 'part');
    expect([other.status, problem.parse(other.json).code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await desk.held('AAPL')).toBe('6');
  });

  test('closes all, and a repeat tells the same orders', async () => {
    const bought = await placed('buy-2', {
      symbol: 'MSFT',
      side: 'buy',
      type: 'market',
      qty: '3',
      timeInForce: 'day',
    });
    await desk.until(bought.clientOrderId, 'filled');
    const exit = await placed('exit', {
      ...LIMIT,
      symbol: 'MSFT',
      side: 'sell',
      qty: '3',
      limitPrice: '150',
    });
    const first = await send('DELETE', '/v1/positions?cancelOrders=true', 'all');
    expect(first.status).toBe(202);
    const { items } = closedPositions.parse(first.json);
    expect(items.map(({ symbol }) => symbol).sort()).toEqual(['AAPL', 'MSFT']);
    for (const { order } of items) await desk.until(order.clientOrderId, 'filled');
    await desk.until(exit.clientOrderId, 'canceled');
    const again = closedPositions.parse((await send('DELETE', '/v1/positions', 'all')).json);
    expect(new Set(again.items.map(({ order }) => order.brokerOrderId))).toEqual(
      new Set(items.map(({ order }) => order.brokerOrderId)),
    );
    expect([await desk.held('AAPL'), await desk.held('MSFT')]).toEqual(['0', '0']);
  });

  test.each([
    [404, 'POSITION_NOT_FOUND', '/v1/positions/SPY', 'k'],
    [400, 'IDEMPOTENCY_KEY_REQUIRED', '/v1/positions/SPY', undefined],
    [400, 'INVALID_REQUEST', '/v1/positions/SPY?qty=1&percentage=2', 'k'],
    [400, 'INVALID_REQUEST', '/v1/positions/SPY?percentage=101', 'k'],
    [400, 'INVALID_REQUEST', '/v1/positions/SPY?qty=-1', 'k'],
    [400, 'INVALID_REQUEST', '/v1/positions?cancelOrders=maybe', 'k'],
  ])('answers %d %s for %s', async (status, code, path, idempotencyKey) => {
    const answer = await send('DELETE', path, idempotencyKey);
    expect([answer.status, problem.parse(answer.json).code]).toEqual([status, code]);
  });
});

describe('DELETE /v1/orders', () => {
  test('asks for the end of everything that is open', async () => {
    const open = [await resting('open-1', 'SPY'), await resting('open-2', 'MSFT')];
    const { status, json } = await send('DELETE', '/v1/orders');
    expect(status).toBe(202);
    const told = canceledOrders.parse(json).items.map(({ brokerOrderId }) => brokerOrderId);
    expect(told).toEqual(expect.arrayContaining(open.map(({ brokerOrderId }) => brokerOrderId)));
    for (const { clientOrderId } of open) await desk.until(clientOrderId, 'canceled');
  });

  test('is for one’s own accounts', async () => {
    const stranger = await aKeyOf(floor.database.db, (await anOwner(floor.database.db)).id);
    const path = `/v1/orders?accountId=${floor.account.id}`;
    const response = await api.call('DELETE', path, { key: stranger });
    expect(problem.parse(await response.json()).code).toBe('ACCOUNT_NOT_FOUND');
  });

  test('says when no worker is there, and the wish is kept', async () => {
    await resting('kept', 'SPY');
    await floor.killWorker();
    const impatient = apiUnderTest({
      db: floor.database.db,
      temporal: { address: inject('temporalAddress'), namespace: floor.client.options.namespace },
    });
    const response = await impatient.call('DELETE', '/v1/orders', { key });
    await impatient.close();
    expect(problem.parse(await response.json()).code).toBe('WORKER_UNAVAILABLE');
    await floor.startWorker();
    await eventually(
      'the order is canceled',
      async () =>
        (await floor.sandbox.control.orders()).some(({ status }) => status === 'new') ? undefined : true,
      20_000,
    );
  });
});
