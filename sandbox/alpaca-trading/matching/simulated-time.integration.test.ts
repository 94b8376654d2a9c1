import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AlpacaClient, alpacaClient } from '../../../tests/support/alpaca-client.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../../tests/support/sandbox.ts';

let sandbox: RunningSandbox;
let keys = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 });
});
afterAll(() => sandbox.stop());

function newAccount(): AlpacaClient {
  keys += 1;
  return alpacaClient(sandbox.url, `TIME-${keys}`);
}

async function goTo(at: Date | undefined): Promise<void> {
  if (!at) throw new Error('no time to go to');
  await sandbox.control.clock({ now: at.toISOString() });
}

async function nextClose(client: AlpacaClient): Promise<Date | undefined> {
  return (await client.clock.legacyClock()).nextClose;
}

async function statusOf(client: AlpacaClient, orderId: string | undefined): Promise<string | undefined> {
  return (await client.orders.getOrderByOrderID({ orderId: String(orderId) })).status;
}

test('a frozen clock still fills, within five real seconds', async () => {
  const client = newAccount();
  const order = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 3 });
  await eventually('filled', async () =>
    (await statusOf(client, order.id)) === 'filled' ? true : undefined,
  );
  expect((await sandbox.control.clock()).speed).toBe(0);
  expect(await client.positions.getAllOpenPositions()).toMatchObject([{ symbol: 'AAPL', qty: '3' }]);
});

test('pinned sizes limit what fills; the rest waits for the next pin', async () => {
  const client = newAccount();
  await sandbox.control.pinQuote('MSFT', { bid: 199, ask: 200, last: 200, askSize: 40 });
  const order = await client.orders.limit({ symbol: 'MSFT', side: 'buy', qty: 100, limitPrice: 200 });
  const orderId = String(order.id);
  await eventually('the size on offer', async () => {
    const { filledQty } = await client.orders.getOrderByOrderID({ orderId });
    return filledQty === '40' ? true : undefined;
  });
  await sandbox.control.pinQuote('MSFT', { bid: 200, ask: 201, last: 201, askSize: 500 });
  expect(await statusOf(client, orderId)).toBe('partially_filled');
  await sandbox.control.pinQuote('MSFT', { bid: 197, ask: 198, last: 198, askSize: 500 });
  expect(await client.orders.getOrderByOrderID({ orderId })).toMatchObject({
    status: 'filled',
    filledQty: '100',
    filledAvgPrice: '198.8',
  });
  await sandbox.control.unpin('MSFT');
});

test('ioc takes what is there and cancels the rest; fok takes all or nothing', async () => {
  const client = newAccount();
  await sandbox.control.pinQuote('SPY', { bid: 399, ask: 400, last: 400, askSize: 5 });
  const order = { symbol: 'SPY', side: 'buy', qty: 8 } as const;
  const fok = await client.orders.market({ ...order, timeInForce: 'fok' });
  await eventually('fok ends', async () =>
    (await statusOf(client, fok.id)) === 'canceled' ? true : undefined,
  );
  const ioc = await client.orders.market({ ...order, timeInForce: 'ioc' });
  await eventually('ioc ends', async () =>
    (await statusOf(client, ioc.id)) === 'canceled' ? true : undefined,
  );
  expect(await client.positions.getOpenPosition({ symbolOrAssetId: 'SPY' })).toMatchObject({ qty: '5' });
  await sandbox.control.unpin('SPY');
});

test('a stop sale triggers at its price and a stop limit holds its limit', async () => {
  const client = newAccount();
  await sandbox.control.pinQuote('AAPL', { bid: 99.9, ask: 100, last: 100 });
  const bought = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 10 });
  await eventually('bought', async () =>
    (await statusOf(client, bought.id)) === 'filled' ? true : undefined,
  );
  const stop = await client.orders.stop({ symbol: 'AAPL', side: 'sell', qty: 4, stopPrice: 95 });
  const limits = { stopPrice: 95, limitPrice: 94.5 };
  const stopLimit = await client.orders.stopLimit({ symbol: 'AAPL', side: 'sell', qty: 6, ...limits });
  await sandbox.control.pinQuote('AAPL', { bid: 94, ask: 94.1, last: 94 });
  expect(await statusOf(client, stop.id)).toBe('filled');
  expect(await statusOf(client, stopLimit.id)).toBe('new');
  await sandbox.control.pinQuote('AAPL', { bid: 94.6, ask: 94.7, last: 94.7 });
  expect(await statusOf(client, stopLimit.id)).toBe('filled');
  expect((await client.account.getAccount()).cash).toBe('99943.6');
  await sandbox.control.unpin('AAPL');
});

test('a short sale is opened and bought back', async () => {
  const client = newAccount();
  await sandbox.control.pinQuote('AAPL', { bid: 100, ask: 100, last: 100 });
  const sold = await client.orders.market({ symbol: 'AAPL', side: 'sell', qty: 5 });
  await eventually('sold', async () => ((await statusOf(client, sold.id)) === 'filled' ? true : undefined));
  expect(await client.positions.getAllOpenPositions()).toMatchObject([{ qty: '-5', side: 'short' }]);
  await sandbox.control.pinQuote('AAPL', { bid: 90, ask: 90, last: 90 });
  const closing = await client.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL' });
  await eventually('closed', async () =>
    (await statusOf(client, closing.id)) === 'filled' ? true : undefined,
  );
  expect((await client.account.getAccount()).cash).toBe('100050');
  await sandbox.control.unpin('AAPL');
});

test('a jump over the close expires day orders, keeps gtc ones and queues what comes after', async () => {
  const client = newAccount();
  const price = { symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 1 } as const;
  const day = await client.orders.limit({ ...price, timeInForce: 'day' });
  const gtc = await client.orders.limit({ ...price, timeInForce: 'gtc' });
  const close = await nextClose(client);
  await goTo(close);
  expect(await statusOf(client, day.id)).toBe('expired');
  expect(await statusOf(client, gtc.id)).toBe('new');
  expect(await client.clock.legacyClock()).toMatchObject({ isOpen: false });
  const queued = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 1 });
  expect(queued).toMatchObject({ status: 'accepted' });
  const { nextOpen } = await client.clock.legacyClock();
  await goTo(nextOpen);
  expect(await client.orders.getOrderByOrderID({ orderId: String(queued.id) })).toMatchObject({
    status: 'filled',
    filledAt: nextOpen,
  });
});

test('a limit that the skipped time trades through is filled at the limit, in that time', async () => {
  const client = newAccount();
  const { bid } = await quote('AAPL');
  const limitPrice = Math.round(bid * 0.985 * 100) / 100;
  const order = await client.orders.limit({
    symbol: 'AAPL',
    side: 'buy',
    qty: 2,
    limitPrice,
    timeInForce: 'gtc',
  });
  await eventually('it works', async () => ((await statusOf(client, order.id)) === 'new' ? true : undefined));
  const start = Date.parse((await sandbox.control.clock()).now);
  await goTo(new Date(start + 80 * 86_400_000));
  const after = await client.orders.getOrderByOrderID({ orderId: String(order.id) });
  expect(after).toMatchObject({ status: 'filled', filledAvgPrice: String(limitPrice) });
  expect(after.filledAt?.getTime()).toBeGreaterThan(start);
});

test('the clock only moves forward', async () => {
  const response = await fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'PUT',
    body: JSON.stringify({ now: '2001-01-01T00:00:00Z' }),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ field: 'now' });
});

async function quote(symbol: string): Promise<{ bid: number }> {
  const response = await fetch(`${sandbox.url}/v2/stocks/${symbol}/quotes/latest`, {
    headers: { 'APCA-API-KEY-ID': 'QUOTES' },
  });
  const body: unknown = await response.json();
  const isQuote = typeof body === 'object' && body !== null && 'quote' in body;
  const inner = isQuote ? body.quote : undefined;
  if (typeof inner !== 'object' || inner === null || !('bp' in inner)) throw new Error(JSON.stringify(body));
  return { bid: Number(inner.bp) };
}
