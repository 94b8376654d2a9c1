import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { OrderRequest, TradeUpdate } from '../../domain/order.ts';
import { clientOrderId } from '../../domain/ordering/client-order-id.ts';
import { createLogger } from '../../telemetry/log.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { createAlpacaBroker } from './broker.ts';
import { alpacaEndpoints } from './endpoints.ts';
import { STREAM_TIMINGS } from './follow-trade-updates.ts';
import { createAlpacaMarketData } from './market-data.ts';

const logger = createLogger({ name: 'integration', level: 'silent' });
const market: OrderRequest = { symbol: 'AAPL', side: 'buy', type: 'market', timeInForce: 'day', qty: '2' };
const resting: OrderRequest = { ...market, type: 'limit', limitPrice: '1.05' };
let sandbox: RunningSandbox;
let keys = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ now: '2026-03-02T15:00:00Z', speed: 1 });
});
afterEach(async () => {
  await sandbox.control.clearFaults();
});
afterAll(async () => {
  await sandbox.stop();
});

function newBroker(keyId = `PKTEST${(keys += 1)}`) {
  return createAlpacaBroker({
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', sandbox.url),
    credentials: { keyId, secretKey: 'any' },
    logger,
    timeouts: { readMs: 2_000, submitMs: 500 },
    streamTimings: { ...STREAM_TIMINGS, initialReconnectMs: 20 },
  });
}
const newId = () => clientOrderId(`test-${(keys += 1)}`);
const until = async (check: () => void | Promise<void>) =>
  await vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe('an account in the sandbox', () => {
  test('opens with 100,000 dollars, no positions and no orders', async () => {
    const broker = newBroker();
    expect(await broker.account()).toMatchObject({ status: 'ACTIVE', cash: '100000', tradingBlocked: false });
    expect(await broker.positions()).toEqual([]);
    expect(await broker.orders({ status: 'open' })).toEqual([]);
    expect(await broker.executions({ after: '2020-01-01T00:00:00.000Z' })).toEqual([]);
    expect(await broker.clock()).toMatchObject({ isOpen: true });
    expect(await broker.asset('AAPL')).toMatchObject({ symbol: 'AAPL', tradable: true, fractionable: true });
    expect(await broker.asset('NOPE')).toBeUndefined();
    expect(await broker.orderByClientOrderId(newId())).toBeUndefined();
  });

  test('that is suspended refuses orders and takes cancels, after a restart too, until it is lifted', async () => {
    const broker = newBroker();
    const resting = await broker.submit(newId(), { ...market, type: 'limit', limitPrice: '1' });
    expect(resting).toMatchObject({ kind: 'accepted' });
    await broker.suspendTrading(true);
    await sandbox.restart();
    expect(await broker.account()).toMatchObject({ tradingSuspended: true, tradingBlocked: false });
    expect(await broker.submit(newId(), market)).toMatchObject({
      kind: 'rejected',
      rejection: { httpStatus: 403, message: 'new orders are rejected by user request' },
    });
    await broker.cancelAll();
    // A cancel is a request: it is seen a moment later.
    await until(async () => expect(await broker.orders({ status: 'open' })).toEqual([]));
    await broker.suspendTrading(false);
    expect(await broker.submit(newId(), market)).toMatchObject({ kind: 'accepted' });
  });

  test('an order is accepted, filled, and seen alike by order, executions and position', async () => {
    const broker = newBroker();
    const id = newId();
    const outcome = await broker.submit(id, market);
    expect(outcome).toMatchObject({ kind: 'accepted', order: { clientOrderId: id, qty: '2' } });
    await until(async () =>
      expect(await broker.orderByClientOrderId(id)).toMatchObject({ status: 'filled', filledQty: '2' }),
    );
    const order = await broker.orderByClientOrderId(id);
    const executions = await broker.executions({ after: order?.submittedAt ?? '' });
    expect(executions.at(-1)).toMatchObject({ brokerOrderId: order?.brokerOrderId, cumulativeQty: '2' });
    expect(await broker.positions()).toMatchObject([{ symbol: 'AAPL', qty: '2' }]);
    const found = await broker.orders({ status: 'all', after: order?.submittedAt ?? '' });
    expect(found.map(({ clientOrderId: each }) => each)).toEqual([id]);
  });

  test('the same id twice is a duplicate, and one order', async () => {
    const broker = newBroker();
    const id = newId();
    expect(await broker.submit(id, resting)).toMatchObject({ kind: 'accepted' });
    expect(await broker.submit(id, resting)).toEqual({ kind: 'duplicate' });
    expect(await sandbox.control.orders(id)).toHaveLength(1);
  });

  test('what Alpaca refuses comes back whole', async () => {
    const broker = newBroker();
    expect(await broker.submit(newId(), { ...resting, symbol: 'NOPE' })).toMatchObject({
      kind: 'rejected',
      rejection: { httpStatus: 422 },
    });
    expect(await broker.submit(newId(), { ...market, qty: '100000' })).toMatchObject({
      kind: 'rejected',
      rejection: { httpStatus: 403, code: 40310000 },
    });
    expect(await newBroker('INVALID').submit(newId(), market)).toMatchObject({
      kind: 'rejected',
      rejection: { httpStatus: 401 },
    });
    await expect(newBroker('INVALID').account()).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  test('a cancel is requested once and refused when the order is gone', async () => {
    const broker = newBroker();
    const outcome = await broker.submit(newId(), resting);
    if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}`);
    expect(await broker.cancel(outcome.order.brokerOrderId)).toEqual({ kind: 'requested' });
    await until(async () => expect(await broker.orders({ status: 'open' })).toEqual([]));
    expect(await broker.cancel('00000000-0000-4000-8000-000000000000')).toMatchObject({
      kind: 'not-cancelable',
      rejection: { httpStatus: 404 },
    });
  });
});

describe('a POST that goes wrong', () => {
  const post = { system: 'alpaca-trading', method: 'POST', path: '/v2/orders', times: 1 } as const;

  test.each([
    ['accept-then-status 500', { effect: 'accept-then-status', status: 500 }, 'unknown', 1],
    ['accept-then-drop', { effect: 'accept-then-drop' }, 'unknown', 1],
    ['hang', { effect: 'hang' }, 'unknown', 0],
    ['reset', { effect: 'reset' }, 'unknown', 0],
    ['status 503', { effect: 'status', status: 503 }, 'unknown', 0],
    ['status 429', { effect: 'status', status: 429 }, 'not-sent', 0],
    ['malformed', { effect: 'malformed' }, 'unknown', 1],
  ])('%s: the outcome is never guessed', async (_name, fault, kind, accepted) => {
    const broker = newBroker();
    const id = newId();
    await sandbox.control.fault({ ...post, ...fault });
    expect(await broker.submit(id, resting)).toMatchObject({ kind });
    const rows = await sandbox.control.orders(id);
    expect(rows).toHaveLength(accepted);
    expect((await broker.orderByClientOrderId(id)) !== undefined).toBe(accepted === 1);
  });

  test('a late answer within the deadline is still an answer', async () => {
    const broker = newBroker();
    await sandbox.control.fault({ ...post, effect: 'delay', ms: 100 });
    expect(await broker.submit(newId(), resting)).toMatchObject({ kind: 'accepted' });
  });

  test('an accepted order may be hidden from the look-up for a while', async () => {
    const broker = newBroker();
    const id = newId();
    await sandbox.control.fault({ system: 'alpaca-trading', effect: 'hide-order', ms: 300, times: 1 });
    expect(await broker.submit(id, resting)).toMatchObject({ kind: 'accepted' });
    expect(await broker.orderByClientOrderId(id)).toBeUndefined();
    await until(async () =>
      expect(await broker.orderByClientOrderId(id)).toMatchObject({ clientOrderId: id }),
    );
  });
});

describe('a read that goes wrong', () => {
  test.each([
    ['status 500', { effect: 'status', status: 500 }, 'server-error'],
    ['malformed', { effect: 'malformed' }, 'malformed'],
    ['reset', { effect: 'reset' }, 'network'],
    ['hang', { effect: 'hang' }, 'timeout'],
  ])('%s: an outage, never an empty account', async (_name, fault, kind) => {
    await sandbox.control.fault({ system: 'alpaca-trading', path: '/v2/positions', times: 1, ...fault });
    await expect(newBroker().positions()).rejects.toMatchObject({ name: 'SourceOutage', kind });
  });
});

describe('trade updates', () => {
  test('arrive with the execution that the activities list names too, also after a dropped socket', async () => {
    const broker = newBroker();
    const updates: TradeUpdate[] = [];
    const story: string[] = [];
    const controller = new AbortController();
    const followed = broker.followTradeUpdates(
      {
        onUpdate: async (update) => void updates.push(update),
        onConnected: async () => void story.push('connected'),
        onDisconnected: () => void story.push('disconnected'),
      },
      controller.signal,
    );
    await until(() => expect(story).toEqual(['connected']));
    await sandbox.control.fault({ system: 'trade-updates', effect: 'drop-socket', times: 1 });
    await until(() => expect(story).toEqual(['connected', 'disconnected', 'connected']));
    const id = newId();
    await broker.submit(id, market);
    await until(() => expect(updates.map(({ event }) => event)).toContain('fill'));
    const executions = updates.flatMap(({ execution }) => (execution === undefined ? [] : [execution]));
    expect(await broker.executions({ after: '2020-01-01T00:00:00.000Z' })).toEqual(executions);
    controller.abort();
    await followed;
  });
});

describe('market data', () => {
  const data = () =>
    createAlpacaMarketData({
      mode: 'sandbox',
      endpoints: alpacaEndpoints('sandbox', sandbox.url),
      credentials: { keyId: 'PKDATA', secretKey: 'any' },
      logger,
    });

  test('bars, snapshots and news of several symbols in one request each', async () => {
    await sandbox.control.resetRequests();
    const range = { start: '2026-01-02T00:00:00.000Z', end: '2026-03-01T00:00:00.000Z' };
    const symbols = ['AAPL', 'MSFT', 'SPY', 'NOPE'];
    const bars = await data().bars({ symbols, ...range, timeframe: '1Day', adjustment: 'split' });
    expect([...bars.keys()].sort()).toEqual(['AAPL', 'MSFT', 'SPY']);
    expect(bars.get('AAPL')?.length).toBeGreaterThan(30);
    const snapshots = await data().snapshots(symbols);
    expect([...snapshots.keys()].sort()).toEqual(['AAPL', 'MSFT', 'SPY']);
    expect(snapshots.get('AAPL')).toMatchObject({
      quote: { bid: expect.any(String) },
      lastTrade: { price: expect.any(String) },
    });
    const news = await data().news({ symbols: ['AAPL', 'MSFT'], limit: 5 });
    expect(news.length).toBeGreaterThan(0);
    expect(news.every((item) => item.symbols.includes('AAPL') || item.symbols.includes('MSFT'))).toBe(true);
    expect((await sandbox.control.requests()).total).toBe(3);
  });

  test('two years of bars for a hundred symbols come over pages, whole', async () => {
    const range = { start: '2024-03-04T00:00:00.000Z', end: '2026-03-01T00:00:00.000Z' };
    const symbols = [
      'AAPL',
      'MSFT',
      'SPY',
      'IBM',
      'BAC',
      'QQQ',
      'IWM',
      'GOOG',
      'AMZN',
      'NVDA',
      'META',
      'TSLA',
      'JPM',
      'XOM',
      'KO',
      'PG',
      'V',
      'MA',
      'HD',
      'CVX',
      'PEP',
      'COST',
      'WMT',
      'DIS',
    ];
    const bars = await data().bars({ symbols, ...range, timeframe: '1Day', adjustment: 'split' });
    const lengths = new Set([...bars.values()].map((each) => each.length));
    expect(bars.size).toBeGreaterThan(20);
    expect(lengths.size).toBe(1);
    expect(Math.min(...lengths)).toBeGreaterThan(450);
  });
});
