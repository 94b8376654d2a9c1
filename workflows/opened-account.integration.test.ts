import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { account, accountSummary } from '../api/contract/accounts.ts';
import { orderWithLegs } from '../api/contract/orders.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../api/testing/api-under-test.ts';
import { aPerson } from '../api/testing/people.ts';
import { eventually } from '../tests/support/eventually.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { tradeUpdatesWorkflowId } from './messages.ts';

/** Generous: a busy machine takes its time, and nothing waits longer than it must. */
const WITHIN_MS = 90_000;

let floor: TradingFloor;
let api: ApiUnderTest;

beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.sandbox.control.pinQuote('AAPL', { bid: 100, ask: 100, last: 100 });
  await floor.startWorker();
  const temporal = { address: inject('temporalAddress'), namespace: floor.client.options.namespace };
  api = apiUnderTest({ db: floor.database.db, temporal, deps: { acknowledgementTimeoutMs: 20_000 } });
}, 300_000);
afterAll(async () => {
  await api?.close();
  await floor?.close();
});

test(
  'an account that somebody opens while a worker runs is taken in, followed and traded on without a restart',
  async () => {
    const trader = await aPerson(floor.database.db, 'trader');
    const key = await aKeyOf(floor.database.db, trader.id);
    const opened = await api.call('POST', '/v1/accounts', { key, body: { mode: 'sandbox', name: 'Mine' } });
    const { id, state } = accountSummary.parse(await opened.json());
    expect(state).toBe('adopting');
    const cash = await eventually(
      'its books are taken in',
      async () => {
        const view = account.parse(await (await api.call('GET', '/v1/account', { key })).json());
        return view.state === 'open' ? view.cash : undefined;
      },
      WITHIN_MS,
    );
    expect(cash).toBe('100000');
    const follower = await eventually(
      'it is followed',
      async () => {
        const handle = floor.client.workflow.getHandle(tradeUpdatesWorkflowId(id));
        return await handle.describe().catch(() => undefined);
      },
      WITHIN_MS,
    );
    expect(follower.status.name).toBe('RUNNING');

    const headers = { 'idempotency-key': randomUUID() };
    const body = { symbol: 'AAPL', side: 'buy', type: 'market', qty: '1', timeInForce: 'day' };
    const placed = await api.call('POST', '/v1/orders', { key, headers, body });
    expect(placed.status).toBe(201);
    const { clientOrderId } = orderWithLegs
      .pick({ clientOrderId: true })
      .strip()
      .parse(await placed.json());
    const filled = await eventually(
      'it is filled',
      async () => {
        const order = orderWithLegs.parse(
          await (await api.call('GET', `/v1/orders/${clientOrderId}`, { key })).json(),
        );
        return order.status === 'filled' ? order : undefined;
      },
      WITHIN_MS,
    );
    expect(filled).toMatchObject({ accountId: id, filledQty: '1', filledAvgPrice: '100' });
  },
  3 * WITHIN_MS,
);
