import { ApiError, type trading } from '@alpacahq/alpaca-trade-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AlpacaClient, alpacaClient } from '../../tests/support/alpaca-client.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';

let sandbox: RunningSandbox;
let keys = 0;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

function newAccount(): AlpacaClient {
  keys += 1;
  return alpacaClient(sandbox.url, `ORDERS-${keys}`);
}

async function filled(client: AlpacaClient, clientOrderId: string): Promise<trading.Order> {
  return eventually(`${clientOrderId} is filled`, async () => {
    const order = await client.orders.getOrderByClientOrderId({ clientOrderId });
    return order.status === 'filled' ? order : undefined;
  });
}

/** Cancels, and waits until the exchange has done it. */
async function cancel(client: AlpacaClient, orderId: string | undefined): Promise<trading.Order> {
  await client.orders.deleteOrderByOrderID({ orderId: String(orderId) });
  return eventually(`${orderId} is canceled`, async () => {
    const order = await client.orders.getOrderByOrderID({ orderId: String(orderId) });
    return order.status === 'canceled' ? order : undefined;
  });
}

async function refusal(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof ApiError) return error;
  throw new Error(`a refusal was expected, not ${String(error)}`);
}

describe('through the official SDK', () => {
  test('an account opens with 100,000 dollars and twice that in buying power', async () => {
    const account = await newAccount().account.getAccount();
    expect(account).toMatchObject({
      status: 'ACTIVE',
      cash: '100000',
      equity: '100000',
      buyingPower: '200000',
    });
  });

  test('the first start has the market open', async () => {
    const { clock } = newAccount();
    expect(await clock.legacyClock()).toMatchObject({ isOpen: true });
    expect((await clock.clock()).clocks[0]).toMatchObject({ phase: 'core', isMarketDay: true });
  });

  test('the calendar and the assets are there', async () => {
    const client = newAccount();
    const now = new Date((await sandbox.control.clock()).now);
    const days = await client.calendar.legacyCalendar({ start: now, end: now });
    expect(days).toMatchObject([{ open: '09:30', sessionOpen: '0400', sessionClose: '2000' }]);
    expect((await client.assets.getV2Assets({ status: 'active' })).length).toBeGreaterThan(100);
    expect(await client.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: 'SPY' })).toMatchObject({
      symbol: 'SPY',
      tradable: true,
      fractionable: true,
    });
  });

  test('a market order is pending_new in the answer, then filled; cash and position are exact', async () => {
    const client = newAccount();
    const clientOrderId = 'market-1';
    const answer = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 10, clientOrderId });
    expect(answer).toMatchObject({ status: 'pending_new', filledQty: '0', qty: '10', clientOrderId });
    const order = await filled(client, clientOrderId);
    const account = await client.account.getAccount();
    expect(Number(account.cash)).toBeCloseTo(100_000 - 10 * Number(order.filledAvgPrice), 6);
    const [position, ...others] = await client.positions.getAllOpenPositions();
    expect(others).toEqual([]);
    expect(position).toMatchObject({ symbol: 'AAPL', qty: '10', qtyAvailable: '10', side: 'long' });
    expect(position?.avgEntryPrice).toBe(order.filledAvgPrice);
  });

  test('the activities name the order, and page by their ids', async () => {
    const client = newAccount();
    await client.orders.market({ symbol: 'MSFT', side: 'buy', qty: 1, clientOrderId: 'first' });
    await filled(client, 'first');
    await client.orders.market({ symbol: 'MSFT', side: 'buy', qty: 1, clientOrderId: 'second' });
    const second = await filled(client, 'second');
    const [latest] = await client.activities.getAccountActivities({ activityTypes: ['FILL'], pageSize: 1 });
    expect(latest).toMatchObject({
      order_id: second.id,
      cum_qty: '1',
      leaves_qty: '0',
      type: 'fill',
      qty: '1',
    });
    const pageToken = String(latest?.['id']);
    expect(pageToken).toMatch(/^\d{17}::[0-9a-f-]{36}$/);
    const older = await client.activities.getAccountActivitiesByActivityType({
      activityType: 'FILL',
      pageToken,
    });
    expect(older).toHaveLength(1);
  });

  test('fractions and dollars buy to nine decimals', async () => {
    const client = newAccount();
    await client.orders.market({
      symbol: 'AAPL',
      side: 'buy',
      qty: '0.123456789',
      clientOrderId: 'fraction',
    });
    expect(await filled(client, 'fraction')).toMatchObject({ filledQty: '0.123456789' });
    await client.orders.market({ symbol: 'AAPL', side: 'buy', notional: '250.5', clientOrderId: 'dollars' });
    const order = await filled(client, 'dollars');
    expect(order).toMatchObject({ notional: '250.5' });
    const spent = Number(order.filledQty) * Number(order.filledAvgPrice);
    expect(spent).toBeLessThanOrEqual(250.5);
    expect(spent).toBeGreaterThan(250.499);
  });

  test('a resting limit order reserves buying power until it is canceled', async () => {
    const client = newAccount();
    const order = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 10, limitPrice: 50 });
    expect(await client.account.getAccount()).toMatchObject({ buyingPower: '199500' });
    expect(await cancel(client, order.id)).toMatchObject({ status: 'canceled', filledQty: '0' });
    expect(await client.account.getAccount()).toMatchObject({ buyingPower: '200000' });
    await client.orders.deleteOrderByOrderID({ orderId: String(order.id) });
  });

  test('a client order id is refused again, even after its order was canceled', async () => {
    const client = newAccount();
    const once = { symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 50, clientOrderId: 'same' } as const;
    const order = await client.orders.limit(once);
    expect(await refusal(client.orders.limit(once))).toMatchObject({ status: 422, code: 40010001 });
    await cancel(client, order.id);
    expect(await refusal(client.orders.limit(once))).toMatchObject({
      status: 422,
      code: 40010001,
      message: expect.stringContaining('client_order_id must be unique'),
    });
    expect(await sandbox.control.orders('same')).toHaveLength(1);
  });

  test('what the account cannot pay is refused with its facts', async () => {
    const client = newAccount();
    const error = await refusal(client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 100_000 }));
    expect(error).toMatchObject({ status: 403, code: 40310000 });
    expect(await error.response.json()).toMatchObject({
      buying_power: '200000',
      cost_basis: expect.any(String),
    });
  });

  test('shares that another order holds cannot be sold again', async () => {
    const client = newAccount();
    await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 5, clientOrderId: 'held' });
    await filled(client, 'held');
    const resting = await client.orders.limit({ symbol: 'AAPL', side: 'sell', qty: 4, limitPrice: 90_000 });
    const error = await refusal(client.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL' }));
    expect(error).toMatchObject({ status: 403, code: 40310000 });
    expect(await error.response.json()).toMatchObject({
      available: '1',
      existing_qty: '5',
      held_for_orders: '4',
      related_orders: [resting.id],
    });
    expect(await client.positions.deleteAllOpenPositions({ cancelOrders: true })).toMatchObject([
      { symbol: 'AAPL', status: 200 },
    ]);
    await eventually('the position is closed', async () =>
      (await client.positions.getAllOpenPositions()).length === 0 ? true : undefined,
    );
  });

  test('a canceled order is out of the open list and in the closed one', async () => {
    const client = newAccount();
    const kept = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 50 });
    const gone = await client.orders.limit({ symbol: 'MSFT', side: 'buy', qty: 1, limitPrice: 50 });
    await cancel(client, gone.id);
    const ids = async (status: 'open' | 'closed' | 'all', symbols?: string) =>
      (await client.orders.getAllOrders({ status, ...(symbols && { symbols }) })).map(({ id }) => id);
    expect(await ids('open')).toEqual([kept.id]);
    expect(await ids('closed')).toEqual([gone.id]);
    expect(await ids('all')).toEqual([gone.id, kept.id]);
    expect(await ids('all', 'AAPL')).toEqual([kept.id]);
    const page = await client.orders.getAllOrders({
      status: 'all',
      direction: 'asc',
      afterOrderId: String(kept.id),
    });
    expect(page.map(({ id }) => id)).toEqual([gone.id]);
  });

  test('a replaced order is linked both ways and its terms change', async () => {
    const client = newAccount();
    const first = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 2, limitPrice: 50 });
    await eventually('it works', async () => {
      const order = await client.orders.getOrderByOrderID({ orderId: String(first.id) });
      return order.status === 'new' ? order : undefined;
    });
    const patch = { orderId: String(first.id), patchOrderRequest: { limitPrice: '51' } };
    const second = await client.orders.patchOrderByOrderId(patch);
    expect(second).toMatchObject({ replaces: first.id, limitPrice: '51', qty: '2' });
    const replaced = await eventually('it is replaced', async () => {
      const order = await client.orders.getOrderByOrderID({ orderId: String(first.id) });
      return order.status === 'replaced' ? order : undefined;
    });
    expect(replaced).toMatchObject({ replacedBy: second.id });
    await eventually('the other works', async () => {
      const order = await client.orders.getOrderByOrderID({ orderId: String(second.id) });
      return order.status === 'new' ? order : undefined;
    });
  });

  test.each([
    ['an unknown symbol', { symbol: 'NOPE', qty: '1' }, 422, 42210000, 'asset "NOPE" not found'],
    ['crypto', { symbol: 'BTC/USD', qty: '1' }, 422, 42210000, 'asset "BTC/USD" not found'],
    ['no quantity', { symbol: 'AAPL' }, 422, 40010001, 'qty or notional is required'],
    ['a quantity of zero', { symbol: 'AAPL', qty: '0' }, 422, 40010001, 'qty must be > 0'],
    ['a negative quantity', { symbol: 'AAPL', qty: '-1' }, 422, 40010001, 'qty must be > 0'],
    [
      'a quantity that is no number',
      { symbol: 'AAPL', qty: 'NaN' },
      422,
      40010001,
      'qty is not a valid number',
    ],
    ['options legs', { symbol: 'AAPL', qty: '1', order_class: 'mleg' }, 422, 42210000, 'not supported'],
    [
      'a fraction until canceled',
      { symbol: 'AAPL', qty: '0.5', time_in_force: 'gtc' },
      422,
      42210000,
      'must be DAY',
    ],
    [
      'a limit without a price',
      { symbol: 'AAPL', qty: '1', type: 'limit' },
      422,
      40010001,
      'require a limit price',
    ],
    [
      'a sub-penny limit',
      { symbol: 'AAPL', qty: '1', type: 'limit', limit_price: '290.123' },
      422,
      42210000,
      'sub-penny increment',
    ],
    [
      'a client order id too long',
      { symbol: 'AAPL', qty: '1', client_order_id: 'x'.repeat(129) },
      422,
      40010001,
      '128',
    ],
  ])('%s is refused in Alpaca’s words', async (_name, fields, status, code, message) => {
    const body = { side: 'buy', type: 'market', time_in_force: 'day', ...fields };
    const response = await fetch(`${sandbox.url}/v2/orders`, {
      method: 'POST',
      headers: { 'APCA-API-KEY-ID': 'REFUSALS' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('a missing key is forbidden, the key INVALID is unauthorized', async () => {
    expect((await fetch(`${sandbox.url}/v2/account`)).status).toBe(403);
    expect(await refusal(alpacaClient(sandbox.url, 'INVALID').account.getAccount())).toMatchObject({
      status: 401,
    });
  });

  test('the equity history ends with the equity of the account', async () => {
    const client = newAccount();
    await client.orders.market({ symbol: 'SPY', side: 'buy', qty: 100, clientOrderId: 'history' });
    await filled(client, 'history');
    const history = await client.history.getAccountPortfolioHistory({ period: '1D', timeframe: '1H' });
    const account = await client.account.getAccount();
    expect(history.equity.at(-1)).toBeCloseTo(Number(account.equity), -2);
    expect(history.equity).toHaveLength(history.timestamp.length);
  });
});
