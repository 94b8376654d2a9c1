import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { observeBrokerOrder } from '../../../db/queries/orders/orders.ts';
import type { BrokerAccountRow } from '../../../db/schema.ts';
import type { OrderRequest } from '../../../domain/order.ts';
import { manualOrderId } from '../../../domain/ordering/client-order-id.ts';
import { payloadText } from '../../../domain/payload-text.ts';
import {
  anAcceptedOrder,
  anAccount,
  anIntent,
  anOwner,
  brokerOrderOf,
  buy,
} from '../../../tests/support/rows.ts';
import { orderWorkflowId } from '../../../workflows/messages.ts';
import { orderAnswer, orderPage, orderWithLegs } from '../../contract/orders.ts';
import { problem } from '../../contract/problem.ts';
import { type ApiOnServers, apiOnServers } from '../../testing/api-on-servers.ts';
import { aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let api: ApiOnServers;
let account: BrokerAccountRow;
let key: string;

beforeAll(async () => {
  api = await apiOnServers();
  account = await anAccount(api.db);
  key = await aKeyOf(api.db, account.userId);
});
afterAll(() => api?.close());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const BODY = { symbol: 'AAPL', side: 'buy', type: 'market', timeInForce: 'day', qty: '10' };

/** What the workflow would have written for this key. */
function intentOf(idempotencyKey: string, request: OrderRequest) {
  const keyDigest = sha256(idempotencyKey);
  return {
    clientOrderId: manualOrderId({ userId: account.userId, keyDigest }),
    request,
    payloadHash: sha256(payloadText(request)),
  };
}

async function place(idempotencyKey: string, body: object = BODY) {
  return await api.call('POST', '/v1/orders', { key, body, headers: { 'idempotency-key': idempotencyKey } });
}

async function problemOf(response: Response) {
  const { status, code, errors, ...rest } = problem.parse(await response.json());
  return { status, code, fields: errors?.map(({ path }) => path), rest };
}

describe('placing an order', () => {
  test('asks for an Idempotency-Key that can be used', async () => {
    const without = await api.call('POST', '/v1/orders', { key, body: BODY });
    expect(await problemOf(without)).toMatchObject({ status: 400, code: 'IDEMPOTENCY_KEY_REQUIRED' });
    expect(await problemOf(await place('x'.repeat(256)))).toMatchObject({ code: 'IDEMPOTENCY_KEY_INVALID' });
  });

  test('answers a known key from the ledger, whatever form the numbers have', async () => {
    const known = await anAcceptedOrder(api.db, account, intentOf('known', buy('AAPL', '10')));
    const response = await place('known', { ...BODY, qty: '10.00' });
    expect(response.status).toBe(201);
    expect(orderAnswer.parse(await response.json())).toEqual({
      clientOrderId: known.clientOrderId,
      brokerOrderId: known.brokerOrderId,
      status: 'accepted',
      filledQty: '0',
      filledAvgPrice: null,
    });
    expect(response.headers.get('location')).toBe(`/v1/orders/${known.clientOrderId}`);
  });

  test('refuses a known key with another body', async () => {
    await anAcceptedOrder(api.db, account, intentOf('reused', buy('AAPL', '10')));
    expect(await problemOf(await place('reused', { ...BODY, qty: '11' }))).toMatchObject({
      status: 409,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  test('tells a refusal as a problem with its code, its facts and the order', async () => {
    const refusal = { code: 'NOTIONAL_LIMIT', message: 'Too large.', facts: { limit: '25000' } };
    const intent = intentOf('refused', buy('AAPL', '10'));
    await anIntent(api.db, account, {
      ...intent,
      status: 'refused',
      reservedNotional: '0',
      approval: null,
      refusal,
    });
    const { status, code, rest } = await problemOf(await place('refused'));
    expect([status, code]).toEqual([422, 'NOTIONAL_LIMIT']);
    expect(rest).toMatchObject({ clientOrderId: intent.clientOrderId, orderStatus: 'refused', refusal });
  });

  test('is pending, not lost and not doubled, while no worker is there', async () => {
    const first = await place('pending');
    expect(first.status).toBe(202);
    const answer = orderAnswer.parse(await first.json());
    expect(answer.status).toBe('unknown');
    const again = await place('pending');
    expect(again.status).toBe(202);
    expect(orderAnswer.parse(await again.json())).toEqual(answer);
  });

  test('is told from the ledger when its workflow has ended, and never started a second time', async () => {
    const pending = orderAnswer.parse(await (await place('ended')).json());
    const handle = api.temporal.workflow.getHandle(orderWorkflowId(pending.clientOrderId));
    const { runId } = await handle.describe();
    await handle.terminate('test');
    await anIntent(api.db, account, intentOf('ended', buy('AAPL', '10')));
    const response = await place('ended');
    expect(response.status).toBe(202);
    expect(orderAnswer.parse(await response.json()).status).toBe('approved');
    expect((await handle.describe()).runId).toBe(runId);
  });

  test('is 503 when Temporal is away', async () => {
    const alone = apiUnderTest({ db: api.db, deps: { temporalTimeoutMs: 500 } });
    const headers = { 'idempotency-key': 'away' };
    const response = await alone.call('POST', '/v1/orders', { key, body: BODY, headers });
    await alone.close();
    expect(await problemOf(response)).toMatchObject({ status: 503, code: 'TEMPORAL_UNAVAILABLE' });
  });

  test.each([
    ['qty', { qty: '0' }],
    ['qty', { qty: '-1' }],
    ['qty', { qty: 1 }],
    ['qty', { qty: '1e3' }],
    ['qty', { qty: 'NaN' }],
    ['qty', { notional: '100' }],
    ['symbol', { symbol: 'aapl' }],
    ['side', { side: 'hold' }],
    ['limitPrice', { type: 'limit' }],
    ['limitPrice', { limitPrice: '100' }],
    ['stopPrice', { type: 'stop' }],
    ['__proto__', JSON.parse('{"__proto__": {"side": "sell"}}')],
    ['leverage', { leverage: 2 }],
    ['orderClass', { orderClass: 'mleg' }],
    ['takeProfit.limitPrice', { orderClass: 'oto', takeProfit: { limitPrice: 200 } }],
    ['stopLoss.stopPrice', { orderClass: 'oto', stopLoss: {} }],
    ['trailPercent', { type: 'trailing_stop', trailPercent: '-1' }],
  ])('refuses a wrong %s: %j', async (field, changes) => {
    expect(await problemOf(await place('wrong', { ...BODY, ...changes }))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
      fields: expect.arrayContaining([field]),
    });
  });
});

describe('orders', () => {
  test('are found by the client’s and by the broker’s id, by their owner alone', async () => {
    const known = await anAcceptedOrder(api.db, account);
    for (const id of [known.clientOrderId, known.brokerOrderId]) {
      const response = await api.call('GET', `/v1/orders/${id}`, { key });
      const found = orderWithLegs.parse(await response.json());
      expect(found).toMatchObject({ clientOrderId: known.clientOrderId, legs: [] });
    }
    const stranger = await aKeyOf(api.db, (await anOwner(api.db)).id);
    for (const method of ['GET', 'DELETE']) {
      const response = await api.call(method, `/v1/orders/${known.clientOrderId}`, { key: stranger });
      expect(await problemOf(response)).toMatchObject({ status: 404, code: 'ORDER_NOT_FOUND' });
    }
  });

  test('are listed newest first, in pages, by symbol and by whether they are open', async () => {
    const own = await anAccount(api.db);
    const ownKey = await aKeyOf(api.db, own.userId);
    const first = await anAcceptedOrder(api.db, own, { request: buy('MSFT', '1') });
    const second = await anAcceptedOrder(api.db, own, { request: buy('SPY', '1') });
    const rejected = brokerOrderOf(second, { status: 'rejected' });
    const seen = { accountId: own.id, order: rejected, at: '2026-11-20T15:01:00.000Z' };
    await api.db.transaction().execute((tx) => observeBrokerOrder(tx, seen));
    const list = async (query: string) => {
      const response = await api.call('GET', `/v1/orders?${query}`, { key: ownKey });
      const page = orderPage.parse(await response.json());
      return { ids: page.items.map(({ clientOrderId }) => clientOrderId), next: page.nextCursor };
    };
    expect((await list('')).ids).toEqual([second.clientOrderId, first.clientOrderId]);
    const page = await list('limit=1');
    expect(page.ids).toEqual([second.clientOrderId]);
    expect((await list(`limit=1&cursor=${page.next}`)).ids).toEqual([first.clientOrderId]);
    expect((await list('status=open')).ids).toEqual([first.clientOrderId]);
    expect((await list('status=closed')).ids).toEqual([second.clientOrderId]);
    expect((await list('symbol=MSFT')).ids).toEqual([first.clientOrderId]);
  });

  test('cannot be cancelled once they have ended', async () => {
    const { clientOrderId } = await anIntent(api.db, account, {
      status: 'refused',
      reservedNotional: '0',
      approval: null,
      refusal: { code: 'MARKET_CLOSED', message: 'Closed.', facts: {} },
    });
    const response = await api.call('DELETE', `/v1/orders/${clientOrderId}`, { key });
    expect(await problemOf(response)).toMatchObject({ status: 409, code: 'ORDER_NOT_CANCELABLE' });
  });

  test('keep a cancellation that no worker takes from hanging', async () => {
    await place('slow-cancel');
    const followed = await anAcceptedOrder(api.db, account, intentOf('slow-cancel', buy('AAPL', '10')));
    const unfollowed = await anAcceptedOrder(api.db, account);
    for (const { clientOrderId } of [followed, unfollowed]) {
      const response = await api.call('DELETE', `/v1/orders/${clientOrderId}`, { key });
      expect(await problemOf(response)).toMatchObject({ status: 503, code: 'WORKER_UNAVAILABLE' });
    }
  });
});
