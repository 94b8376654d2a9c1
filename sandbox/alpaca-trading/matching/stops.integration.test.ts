import type { trading } from '@alpacahq/alpaca-trade-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AlpacaClient, alpacaClient } from '../../../tests/support/alpaca-client.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../../tests/support/sandbox.ts';

let sandbox: RunningSandbox;
let client: AlpacaClient;
let keys = 0;

beforeAll(async () => {
  // Sixty days later, to which one test goes, is a session too.
  sandbox = await startSandbox({ now: '2026-01-08T15:30:00Z', speed: 0 });
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  keys += 1;
  client = alpacaClient(sandbox.url, `STOPS-${keys}`);
  await pin(100);
});

async function pin(price: number): Promise<void> {
  await sandbox.control.pinQuote('AAPL', { bid: price, ask: price, last: price });
}

function read(orderId: string | undefined): Promise<trading.Order> {
  return client.orders.getOrderByOrderID({ orderId: String(orderId) });
}

function reaches(orderId: string | undefined, status: string): Promise<trading.Order> {
  return eventually(status, async () => {
    const order = await read(orderId);
    return order.status === status ? order : undefined;
  });
}

async function holding(): Promise<void> {
  const { id } = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 10 });
  await reaches(id, 'filled');
}

test('a trailing sale follows the market up, stays when it falls, and sells at its stop', async () => {
  await holding();
  const sale = { symbol: 'AAPL', side: 'sell', qty: 10 } as const;
  const { id, ...answer } = await client.orders.trailingStop({ ...sale, trailPrice: 2 });
  expect(answer).toMatchObject({ hwm: '100', stopPrice: '98', trailPrice: '2', type: 'trailing_stop' });
  await reaches(id, 'new');
  await pin(105);
  expect(await read(id)).toMatchObject({ hwm: '105', stopPrice: '103', status: 'new' });
  await pin(103.5);
  expect(await read(id)).toMatchObject({ hwm: '105', stopPrice: '103', status: 'new' });
  await pin(102.9);
  expect(await read(id)).toMatchObject({ hwm: '105', stopPrice: '103', status: 'filled' });
  expect((await client.account.getAccount()).cash).toBe('100029');
});

test('a trailing purchase by percent follows the market down', async () => {
  const order = { symbol: 'AAPL', side: 'buy', qty: 1, trailPercent: 5 } as const;
  const { id, ...answer } = await client.orders.trailingStop({ ...order, timeInForce: 'gtc' });
  expect(answer).toMatchObject({ hwm: '100', stopPrice: '105', trailPercent: '5' });
  await reaches(id, 'new');
  await pin(80);
  expect(await read(id)).toMatchObject({ hwm: '80', stopPrice: '84' });
  await pin(84);
  expect(await read(id)).toMatchObject({ status: 'filled', filledAvgPrice: '84' });
});

test('a new trail keeps the best price seen', async () => {
  await holding();
  const { id } = await client.orders.trailingStop({ symbol: 'AAPL', side: 'sell', qty: 10, trailPrice: 2 });
  await reaches(id, 'new');
  await pin(110);
  await pin(109);
  const patch = { orderId: String(id), patchOrderRequest: { trail: '5' } };
  const moved = await client.orders.patchOrderByOrderId(patch);
  expect(moved).toMatchObject({ hwm: '110', trailPrice: '5', stopPrice: '105', replaces: id });
  await reaches(moved.id, 'new');
  await reaches(id, 'replaced');
});

test('a trailing stop sleeps when the session is over', async () => {
  await holding();
  const sale = { symbol: 'AAPL', side: 'sell', qty: 10, timeInForce: 'gtc' } as const;
  const { id } = await client.orders.trailingStop({ ...sale, trailPrice: 2 });
  await reaches(id, 'new');
  const { nextClose } = await client.clock.legacyClock();
  await sandbox.control.clock({ now: nextClose?.toISOString() ?? '' });
  await pin(120);
  await pin(50);
  expect(await read(id)).toMatchObject({ hwm: '100', status: 'new' });
  await pin(100);
  const { nextOpen } = await client.clock.legacyClock();
  await sandbox.control.clock({ now: nextOpen?.toISOString() ?? '' });
});

test('skipped minutes move a trailing stop and trigger it', async () => {
  await holding();
  await sandbox.control.unpin('AAPL');
  const sale = { symbol: 'AAPL', side: 'sell', qty: 10, timeInForce: 'gtc' } as const;
  const { id } = await client.orders.trailingStop({ ...sale, trailPercent: 3 });
  const before = await reaches(id, 'new');
  const start = Date.parse((await sandbox.control.clock()).now);
  await sandbox.control.clock({ now: new Date(start + 60 * 86_400_000).toISOString() });
  const after = await read(id);
  expect(after.status).toBe('filled');
  expect(Number(after.hwm)).toBeGreaterThanOrEqual(Number(before.hwm));
  expect(Number(after.filledAvgPrice)).toBeLessThanOrEqual(Number(after.stopPrice));
});

test.each([
  [20, 20.81, 20.8],
  [100, 102.51, 102.5],
])('a buy stop at %d does not buy at %d, but at %d', async (stopPrice, above, within) => {
  await pin(stopPrice - 1);
  const { id } = await client.orders.stop({ symbol: 'AAPL', side: 'buy', qty: 1, stopPrice });
  await reaches(id, 'new');
  await pin(above);
  expect(await read(id)).toMatchObject({ status: 'new', type: 'stop' });
  await pin(within);
  expect(await read(id)).toMatchObject({ status: 'filled', filledAvgPrice: String(within) });
});
