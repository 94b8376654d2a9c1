import { ApiError, type trading } from '@alpacahq/alpaca-trade-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AlpacaClient, alpacaClient } from '../../../tests/support/alpaca-client.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../../tests/support/sandbox.ts';

// A Monday to a Friday in winter, when New York is five hours behind UTC. The tests share one clock and go forward.
const at = (day: number, time: string): string => `2026-01-${String(day).padStart(2, '0')}T${time}:00-05:00`;

let sandbox: RunningSandbox;
let client: AlpacaClient;

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0, now: at(12, '09:27') });
  client = alpacaClient(sandbox.url, 'HOURS');
});
afterAll(() => sandbox.stop());

async function goTo(day: number, time: string): Promise<void> {
  await sandbox.control.clock({ now: at(day, time) });
}

function read(order: trading.Order): Promise<trading.Order> {
  return client.orders.getOrderByOrderID({ orderId: String(order.id) });
}

async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof ApiError) return `${error.status} ${error.code} ${error.message}`;
  throw new Error(`a refusal was expected, not ${String(error)}`);
}

const MARKET = { symbol: 'AAPL', side: 'buy', qty: 1 } as const;

async function minuteBar(start: string): Promise<{ open: number; close: number }> {
  const query = `timeframe=1Min&start=${encodeURIComponent(start)}&limit=1`;
  const headers = { 'APCA-API-KEY-ID': 'HOURS' };
  const response = await fetch(`${sandbox.url}/v2/stocks/AAPL/bars?${query}`, { headers });
  const body = JSON.stringify(await response.json());
  const [open, close] = ['o', 'c'].map((name) => Number(new RegExp(`"${name}":([\\d.]+)`).exec(body)?.[1]));
  if (open === undefined || close === undefined) throw new Error(body);
  return { open, close };
}

test('orders for the open are taken until 9:28, filled at the opening price or canceled', async () => {
  const filled = await client.orders.market({ ...MARKET, timeInForce: 'opg' });
  const missed = await client.orders.limit({ ...MARKET, limitPrice: 1, timeInForce: 'opg' });
  expect([filled.status, missed.status]).toEqual(['accepted', 'accepted']);
  await goTo(12, '09:28');
  expect(await refusal(client.orders.market({ ...MARKET, timeInForce: 'opg' }))).toMatch(
    /^422 42210000 .*opg/,
  );
  await goTo(12, '09:31');
  const { open } = await minuteBar(at(12, '09:30'));
  expect(await read(filled)).toMatchObject({
    status: 'filled',
    filledAvgPrice: String(open),
    filledAt: new Date(at(12, '09:30')),
  });
  expect(await read(missed)).toMatchObject({ status: 'canceled', filledQty: '0' });
});

test('orders for the close are taken until 15:50 and filled at the closing price or canceled', async () => {
  await goTo(12, '15:49');
  const filled = await client.orders.market({ ...MARKET, timeInForce: 'cls' });
  const missed = await client.orders.limit({ ...MARKET, limitPrice: 1, timeInForce: 'cls' });
  await eventually('it waits', async () => ((await read(filled)).status === 'new' ? true : undefined));
  await goTo(12, '15:50');
  expect(await refusal(client.orders.market({ ...MARKET, timeInForce: 'cls' }))).toMatch(
    /^422 42210000 .*cls/,
  );
  expect(await read(filled)).toMatchObject({ status: 'new' });
  await goTo(12, '16:00');
  const { close } = await minuteBar(at(12, '15:59'));
  expect(await read(filled)).toMatchObject({
    status: 'filled',
    filledAvgPrice: String(close),
    filledAt: new Date(at(12, '16:00')),
  });
  expect(await read(missed)).toMatchObject({ status: 'canceled' });
});

test('after the close an order with extended hours trades against the book, another one waits', async () => {
  await goTo(12, '17:00');
  const extended = await client.orders.limit({ ...MARKET, limitPrice: 5_000, extendedHours: true });
  const plain = await client.orders.limit({ ...MARKET, limitPrice: 5_000, symbol: 'MSFT' });
  expect([extended.status, plain.status]).toEqual(['pending_new', 'accepted']);
  const filled = await eventually('filled', async () => {
    const order = await read(extended);
    return order.status === 'filled' ? order : undefined;
  });
  expect(filled).toMatchObject({ extendedHours: true, filledAt: new Date(at(12, '17:00')) });
  expect((await read(plain)).status).toBe('accepted');
  await client.orders.deleteAllOrders();
});

test('an extended order rests until 20:00, one from the night begins at 4:00', async () => {
  const resting = await client.orders.limit({ ...MARKET, limitPrice: 1, extendedHours: true });
  expect(resting.expiresAt).toEqual(new Date(at(12, '20:00')));
  await goTo(12, '19:30');
  // The next opening auction takes orders again from 19:00.
  const opg = await client.orders.market({ ...MARKET, timeInForce: 'opg' });
  expect(opg).toMatchObject({ status: 'accepted', expiresAt: new Date(at(13, '09:30')) });
  await client.orders.deleteOrderByOrderID({ orderId: String(opg.id) });
  await goTo(12, '20:00');
  expect((await read(resting)).status).toBe('expired');
  const night = await client.orders.limit({ ...MARKET, limitPrice: 5_000, extendedHours: true });
  expect(night.status).toBe('accepted');
  await goTo(13, '03:59');
  expect((await read(night)).status).toBe('accepted');
  await goTo(13, '04:00');
  expect(await read(night)).toMatchObject({ status: 'filled', filledAt: new Date(at(13, '04:00')) });
});

test('an order until canceled ends by itself after 90 days, at 16:15', async () => {
  const order = await client.orders.limit({ ...MARKET, limitPrice: 1, timeInForce: 'gtc' });
  const end = '2026-04-13T16:15:00-04:00';
  expect(order.expiresAt).toEqual(new Date(end));
  await sandbox.control.clock({ now: '2026-04-13T16:14:59-04:00' });
  expect((await read(order)).status).toBe('new');
  await sandbox.control.clock({ now: end });
  expect(await read(order)).toMatchObject({ status: 'expired', expiredAt: new Date(end) });
});
