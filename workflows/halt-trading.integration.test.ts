import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../api/testing/api-under-test.ts';
import { accountById } from '../db/queries/accounts/broker-accounts.ts';
import { standingLatches } from '../db/queries/accounts/latches.ts';
import { orderByClientOrderId } from '../db/queries/orders/orders.ts';
import { alpacaClient } from '../tests/support/alpaca-client.ts';
import { eventually } from '../tests/support/eventually.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { haltWorkflowId } from './messages.ts';

const RESTING = 6;
const POST_ORDERS = { system: 'alpaca-trading', method: 'POST', path: '/v2/orders' };

const placement = z.looseObject({ clientOrderId: z.string().optional(), code: z.string().optional() });

let floor: TradingFloor;
let api: ApiUnderTest;
let key: string;

beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.sandbox.control.pinQuote('AAPL', { bid: 99.98, ask: 100.02, last: 100 });
  const { db } = floor.database;
  const temporal = { address: inject('temporalAddress'), namespace: floor.client.options.namespace };
  api = apiUnderTest({ db, temporal, deps: { acknowledgementTimeoutMs: 5_000 } });
  key = await aKeyOf(db, floor.account.userId);
  await floor.startWorker();
  await eventually(
    'the books are adopted',
    async () => ((await accountById(db, floor.account.id))?.adoptedAt ? true : undefined),
    30_000,
  );
}, 120_000);
afterAll(async () => {
  await api?.close();
  await floor?.close();
});

async function place(order: Readonly<Record<string, string>>) {
  const headers = { 'idempotency-key': randomUUID() };
  const body = { symbol: 'AAPL', side: 'buy', type: 'market', timeInForce: 'day', ...order };
  const response = await api.call('POST', '/v1/orders', { key, headers, body });
  const { clientOrderId = '', code } = placement.parse(await response.json());
  return { status: response.status, clientOrderId, code };
}

const resting = () => place({ qty: '1', type: 'limit', limitPrice: '50', timeInForce: 'gtc' });

async function setState(tradingState: string) {
  const response = await api.call('PUT', '/v1/trading-state', { key, body: { tradingState } });
  expect(response.status).toBe(200);
}

/** Active again, and the broker takes orders again. */
async function resume() {
  await setState('active');
  await floor.client.workflow.getHandle(haltWorkflowId(floor.account.id)).result();
}

const openAtBroker = async () =>
  (await floor.sandbox.control.orders()).filter(
    ({ status }) => !/^(filled|canceled|rejected|expired)$/.test(status),
  );

const ended = (clientOrderId: string, status: string) =>
  eventually(
    `${clientOrderId} is ${status}`,
    async () => {
      const row = await orderByClientOrderId(floor.database.db, clientOrderId);
      return row?.status === status ? true : undefined;
    },
    20_000,
  );

test('a halt blocks at once and cancels everything open within seconds, also at the broker', async () => {
  const ids: string[] = [];
  for (let count = 0; count < RESTING; count += 1) {
    const placed = await resting();
    expect(placed.status).toBe(201);
    ids.push(placed.clientOrderId);
  }
  expect(await openAtBroker()).toHaveLength(RESTING);

  const startedAt = performance.now();
  await setState('halted');
  expect(await place({ qty: '1' })).toMatchObject({ status: 422, code: 'TRADING_HALTED' });
  const blockedMs = performance.now() - startedAt;
  await eventually(
    'nothing is open',
    async () => ((await openAtBroker()).length === 0 ? true : undefined),
    10_000,
  );
  const canceledMs = performance.now() - startedAt;
  process.stdout.write(`blocked in ${Math.round(blockedMs)} ms, canceled in ${Math.round(canceledMs)} ms\n`);
  expect(blockedMs).toBeLessThan(2_000);
  expect(canceledMs).toBeLessThan(10_000);

  for (const id of ids) await ended(id, 'canceled');
  await expect(
    alpacaClient(floor.sandbox.url, floor.account.keyRef).orders.postOrder({
      postOrderRequest: { symbol: 'AAPL', qty: '1', side: 'buy', type: 'market', timeInForce: 'day' },
    }),
  ).rejects.toMatchObject({ status: 403 });
  const { status } = await floor.client.workflow.getHandle(haltWorkflowId(floor.account.id)).describe();
  expect(status.name).toBe('RUNNING');
}, 60_000);

test('active again, the broker takes orders, and the halt’s workflow ends', async () => {
  await resume();
  const placed = await resting();
  expect(placed.status).toBe(201);
  expect(await accountById(floor.database.db, floor.account.id)).toMatchObject({
    tradingState: 'active',
    suspendedAt: null,
  });
}, 30_000);

test('reducing blocks entries as quickly, lets exits through and leaves open orders alone', async () => {
  const bought = await place({ qty: '2' });
  await ended(bought.clientOrderId, 'filled');
  const startedAt = performance.now();
  await setState('reducing');
  expect(await place({ qty: '1' })).toMatchObject({ status: 422, code: 'TRADING_REDUCING' });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  // A limit above the resting buys: at market it would be a wash trade.
  const exit = { qty: '1', side: 'sell', type: 'limit', limitPrice: '900', timeInForce: 'gtc' };
  expect((await place(exit)).status).toBe(201);
  expect(await openAtBroker()).not.toEqual([]);
  await setState('active');
  await setState('active');
}, 30_000);

test('each change is told once by an event, in order; a state that is set again is none', async () => {
  const told = await floor.database.db
    .selectFrom('outbox')
    .select(['subject', 'payload'])
    .where((eb) => eb.or([eb('subject', 'like', '%.halted'), eb('subject', 'like', '%.trading-state-set')]))
    .orderBy('id')
    .execute();
  expect(
    told.map(({ subject, payload }) => [subject.split('.').at(-1), payload['from'], payload['to']]),
  ).toEqual([
    ['halted', 'active', undefined],
    ['trading-state-set', 'halted', 'active'],
    ['trading-state-set', 'active', 'reducing'],
    ['trading-state-set', 'reducing', 'active'],
  ]);
  expect(told.every(({ payload }) => payload['accountId'] === floor.account.id)).toBe(true);
});

test('an order whose outcome is unknown when trading is halted is cancelled once the broker shows it', async () => {
  await floor.sandbox.control.fault({ ...POST_ORDERS, effect: 'accept-then-drop', times: 1 });
  await floor.sandbox.control.fault({ system: 'alpaca-trading', effect: 'hide-order', ms: 3_000, times: 1 });
  await floor.sandbox.control.fault({ system: 'trade-updates', effect: 'lose-event', times: 2 });
  const placed = await resting();
  expect(placed.status).toBe(202);
  await setState('halted');
  await ended(placed.clientOrderId, 'canceled');
  expect(await floor.sandbox.control.orders(placed.clientOrderId)).toMatchObject([{ status: 'canceled' }]);
  await floor.sandbox.control.clearFaults();
}, 60_000);

test('an order that was approved and not sent is not sent after the halt', async () => {
  await resume();
  await floor.sandbox.control.fault({ ...POST_ORDERS, effect: 'status', status: 429 });
  const placed = await resting();
  expect(placed.status).toBe(202);
  await setState('halted');
  await floor.sandbox.control.clearFaults();
  await ended(placed.clientOrderId, 'canceled');
  expect(await floor.sandbox.control.orders(placed.clientOrderId)).toEqual([]);
}, 60_000);

test('a halt goes on when the worker dies in the middle of it', async () => {
  await resume();
  for (let count = 0; count < RESTING; count += 1) await resting();
  await floor.killWorker();
  const startedAt = performance.now();
  await setState('halted');
  expect((await openAtBroker()).length).toBeGreaterThan(0);
  await floor.startWorker();
  await eventually(
    'nothing is open',
    async () => ((await openAtBroker()).length === 0 ? true : undefined),
    20_000,
  );
  process.stdout.write(
    `canceled ${Math.round(performance.now() - startedAt)} ms after the halt, worker dead at first\n`,
  );
  await resume();
}, 90_000);

test('a drift while trading goes on stops entries within a minute, without anybody asking', async () => {
  const { db } = floor.database;
  const bought = await place({ qty: '1' });
  await ended(bought.clientOrderId, 'filled');
  await db
    .updateTable('brokerAccounts')
    .set((eb) => ({ cash: eb('cash', '+', '3') }))
    .where('id', '=', floor.account.id)
    .execute();
  const startedAt = performance.now();
  await eventually(
    'entries are stopped',
    async () =>
      (await standingLatches(db, floor.account.id)).some(({ code }) => code === 'DRIFT') ? true : undefined,
    60_000,
  );
  process.stdout.write(`drift seen after ${Math.round(performance.now() - startedAt)} ms\n`);
  const refused = await place({ qty: '1' });
  expect(refused).toMatchObject({ status: 422, code: 'ENTRIES_STOPPED' });

  const listed = await api.call('GET', '/v1/risk/latches', { key });
  expect(await listed.json()).toMatchObject({ items: [{ code: 'DRIFT', facts: { differences: '1' } }] });
  const cleared = await api.call('DELETE', '/v1/risk/latches/DRIFT', { key });
  expect(await cleared.json()).toMatchObject({ items: [] });
  expect((await api.call('DELETE', '/v1/risk/latches/DRIFT', { key })).status).toBe(404);
  expect((await place({ qty: '1' })).status).toBe(201);
  const audit = await db.selectFrom('audit').selectAll().where('action', '=', 'latch.cleared').execute();
  expect(audit).toMatchObject([{ data: { code: 'DRIFT' } }]);
}, 90_000);
