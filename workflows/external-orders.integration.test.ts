import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../api/testing/api-under-test.ts';
import { alpacaClient } from '../tests/support/alpaca-client.ts';
import { eventually } from '../tests/support/eventually.ts';
import { type OrderDesk, openOrderDesk } from '../tests/support/order-desk.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';

let floor: TradingFloor;
let desk: OrderDesk;
let api: ApiUnderTest;
let key: string;

beforeAll(async () => {
  floor = await openTradingFloor();
  const price = { bid: 99.98, ask: 100.02, last: 100 };
  await Promise.all(['AAPL', 'MSFT'].map((symbol) => floor.sandbox.control.pinQuote(symbol, price)));
  await floor.startWorker();
  desk = await openOrderDesk(floor);
  const { db } = floor.database;
  const temporal = { address: inject('temporalAddress'), namespace: floor.client.options.namespace };
  api = apiUnderTest({ db, temporal, deps: { acknowledgementTimeoutMs: 30_000 } });
  key = await aKeyOf(db, floor.account.userId);
}, 300_000);
afterAll(async () => {
  await api?.close();
  await floor?.close();
});

/** An order as the owner places it in Alpaca's own app, and its row once the ledger has adopted it. */
async function placedElsewhere(more: Readonly<Record<string, unknown>>): Promise<string> {
  const clientOrderId = `app-${randomUUID()}`;
  const { orders } = alpacaClient(floor.sandbox.url, floor.account.keyRef);
  await orders.postOrder({
    postOrderRequest: {
      qty: '2',
      side: 'buy',
      type: 'limit',
      limitPrice: '50',
      timeInForce: 'gtc',
      clientOrderId,
      ...more,
    },
  });
  await eventually(
    'the order is adopted',
    async () => {
      const row = await desk.row(clientOrderId).catch(() => undefined);
      return row?.brokerStatus === 'new' ? row : undefined;
    },
    30_000,
  );
  return clientOrderId;
}

test('one placed in Alpaca’s app is cancelled by DELETE /v1/orders/{id}, and is gone then', async () => {
  const clientOrderId = await placedElsewhere({ symbol: 'AAPL' });
  expect(await desk.row(clientOrderId)).toMatchObject({ source: 'external', status: 'accepted' });
  const answer = await api.call('DELETE', `/v1/orders/${clientOrderId}`, { key });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ clientOrderId });
  await desk.until(clientOrderId, 'canceled');
  const [atBroker] = await floor.sandbox.control.orders(clientOrderId);
  expect(atBroker?.status).toBe('canceled');
  expect((await api.call('DELETE', `/v1/orders/${clientOrderId}`, { key })).status).toBe(409);
}, 300_000);

test('a group placed in Alpaca’s app is adopted whole, and ends with any of its orders', async () => {
  const entry = await placedElsewhere({
    symbol: 'MSFT',
    orderClass: 'bracket',
    takeProfit: { limitPrice: '110' },
    stopLoss: { stopPrice: '40' },
  });
  const legs = await eventually(
    'the exits have come to their entry',
    async () => {
      const rows = await desk.legs(entry);
      return rows.length === 2 ? rows : undefined;
    },
    30_000,
  );
  const { groupId } = await desk.row(entry);
  for (const leg of legs) {
    expect(leg).toMatchObject({ source: 'leg', parentClientOrderId: entry, groupId, side: 'sell', qty: '2' });
  }
  const [leg] = legs;
  const answer = await api.call('DELETE', `/v1/orders/${leg?.clientOrderId ?? ''}`, { key });
  expect(answer.status).toBe(202);
  await desk.until(entry, 'canceled');
  for (const { clientOrderId } of legs) await desk.until(clientOrderId, 'canceled');
}, 300_000);
