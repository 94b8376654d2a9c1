import type { trading } from '@alpacahq/alpaca-trade-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AlpacaClient, alpacaClient, followUpdates } from '../../../tests/support/alpaca-client.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../../tests/support/sandbox.ts';

let sandbox: RunningSandbox;
let client: AlpacaClient;
let keyId: string;
let keys = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 });
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  keys += 1;
  keyId = `GROUP-${keys}`;
  client = alpacaClient(sandbox.url, keyId);
  await pin(100);
});

async function pin(price: number, sizes: { bidSize?: number; askSize?: number } = {}): Promise<void> {
  await sandbox.control.pinQuote('AAPL', { bid: price, ask: price, last: price, ...sizes });
}

function nested(orderId: string | undefined): Promise<trading.Order> {
  return client.orders.getOrderByOrderID({ orderId: String(orderId), nested: true });
}

/** The statuses of the parent and its legs, once they are as expected. */
async function stands(orderId: string | undefined, ...expected: readonly string[]): Promise<trading.Order> {
  let seen = '';
  return eventually(
    expected.join(),
    async () => {
      const order = await nested(orderId);
      seen = [order, ...(order.legs ?? [])].map(({ status }) => status).join();
      return seen === expected.join() ? order : undefined;
    },
    3_000,
  ).catch(() => {
    throw new Error(`${expected.join()} was expected, not ${seen}`);
  });
}

const EXITS = { takeProfit: { limitPrice: 110 }, stopLoss: { stopPrice: 95 } };

async function heldBracket(qty = 10): Promise<trading.Order> {
  const bracket = await client.orders.bracket({ symbol: 'AAPL', side: 'buy', qty, ...EXITS });
  expect(bracket).toMatchObject({ orderClass: 'bracket', legs: [{ status: 'held' }, { status: 'held' }] });
  return stands(bracket.id, 'filled', 'new', 'new');
}

describe('a bracket', () => {
  test('holds its legs while the entry is only partly filled, and lets them work when it is filled', async () => {
    await pin(100, { askSize: 4 });
    const { id } = await client.orders.bracket({
      symbol: 'AAPL',
      side: 'buy',
      qty: 10,
      limitPrice: 100,
      ...EXITS,
    });
    await stands(id, 'partially_filled', 'held', 'held');
    expect(await client.positions.getAllOpenPositions()).toMatchObject([{ qty: '4', qtyAvailable: '4' }]);
    await pin(100, { askSize: 6 });
    const { legs } = await stands(id, 'filled', 'new', 'new');
    expect(legs).toMatchObject([
      { type: 'limit', side: 'sell', limitPrice: '110', qty: '10', orderClass: 'bracket' },
      { type: 'stop', side: 'sell', stopPrice: '95', qty: '10', orderClass: 'bracket' },
    ]);
    expect(await client.positions.getAllOpenPositions()).toMatchObject([{ qty: '10', qtyAvailable: '0' }]);
  });

  test('takes its profit once, and cancels the stop-loss', async () => {
    const { id } = await heldBracket();
    await pin(111);
    await stands(id, 'filled', 'filled', 'canceled');
    expect(await client.positions.getAllOpenPositions()).toEqual([]);
    expect((await client.account.getAccount()).cash).toBe('100110');
  });

  test('stops its loss once, and cancels the take-profit', async () => {
    const { id } = await heldBracket();
    await pin(94);
    await stands(id, 'filled', 'canceled', 'filled');
    expect((await client.account.getAccount()).cash).toBe('99940');
  });

  test('shrinks the stop-loss with each part of the profit that is taken', async () => {
    const followed = await followUpdates(sandbox.url, keyId);
    const { id } = await heldBracket();
    await pin(111, { bidSize: 3 });
    const { legs } = await stands(id, 'filled', 'partially_filled', 'new');
    expect(legs?.[1]).toMatchObject({ qty: '7', type: 'stop' });
    await pin(94);
    await stands(id, 'filled', 'canceled', 'filled');
    expect(await client.positions.getAllOpenPositions()).toEqual([]);
    await eventually('both cancels', () =>
      followed.updates.some(({ event }) => event === 'canceled') ? true : undefined,
    );
    expect(followed.updates.map(({ event }) => event)).toContain('restated');
    followed.close();
  });

  test('is canceled whole when one of its orders is', async () => {
    const { id, legs } = await heldBracket();
    await client.orders.deleteOrderByOrderID({ orderId: String(legs?.[1]?.id) });
    await stands(id, 'filled', 'canceled', 'canceled');
    const waiting = await client.orders.bracket({
      symbol: 'AAPL',
      side: 'buy',
      qty: 1,
      limitPrice: 50,
      takeProfit: { limitPrice: 60 },
      stopLoss: { stopPrice: 40 },
    });
    await client.orders.deleteOrderByOrderID({ orderId: String(waiting.id) });
    const { legs: never } = await stands(waiting.id, 'canceled', 'canceled', 'canceled');
    expect(never).toMatchObject([{ filledQty: '0' }, { filledQty: '0' }]);
  });

  test('keeps the group when a leg is replaced', async () => {
    const { id, legs } = await heldBracket();
    const stop = String(legs?.[1]?.id);
    const patch = { orderId: stop, patchOrderRequest: { stopPrice: '98' } };
    const moved = await client.orders.patchOrderByOrderId(patch);
    await eventually('it works', async () => ((await nested(moved.id)).status === 'new' ? true : undefined));
    await pin(97);
    const order = await stands(id, 'filled', 'canceled', 'filled');
    expect(order.legs?.[1]).toMatchObject({ id: moved.id, replaces: stop });
    expect((await nested(stop)).status).toBe('replaced');
  });

  test('is one row in a nested list, and three in a flat one', async () => {
    const { id } = await heldBracket();
    const [row, ...others] = await client.orders.getAllOrders({ status: 'all', nested: true });
    expect(others).toEqual([]);
    expect(row).toMatchObject({ id, legs: [{ status: 'new' }, { status: 'new' }] });
    const flat = await client.orders.getAllOrders({ status: 'all' });
    expect(flat.map(({ legs }) => legs ?? null)).toEqual([null, null, null]);
  });
});

describe('OCO and OTO', () => {
  test('an OCO is its take-profit with the stop-loss under it; they hold the shares once', async () => {
    await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 5, clientOrderId: keyId });
    await eventually('bought', async () =>
      (await client.positions.getAllOpenPositions()).length > 0 ? true : undefined,
    );
    await eventually('all of it', async () => {
      const { status } = await client.orders.getOrderByClientOrderId({ clientOrderId: keyId });
      return status === 'filled' ? true : undefined;
    });
    const oco = await client.orders.oco({ symbol: 'AAPL', side: 'sell', qty: 5, ...EXITS });
    expect(oco).toMatchObject({
      type: 'limit',
      limitPrice: '110',
      orderClass: 'oco',
      legs: [{ type: 'stop', stopPrice: '95' }],
    });
    await stands(oco.id, 'new', 'new');
    expect(await client.positions.getAllOpenPositions()).toMatchObject([{ qty: '5', qtyAvailable: '0' }]);
    await pin(90);
    await stands(oco.id, 'canceled', 'filled');
    expect(await client.positions.getAllOpenPositions()).toEqual([]);
  });

  test('an OTO brings its one exit to life', async () => {
    const stopLoss = { stopPrice: 95, limitPrice: 94 };
    const oto = await client.orders.oto({ symbol: 'AAPL', side: 'buy', qty: 2, stopLoss });
    const { legs } = await stands(oto.id, 'filled', 'new');
    expect(legs).toMatchObject([{ type: 'stop_limit', stopPrice: '95', limitPrice: '94' }]);
  });

  test('a short entry has its exits the other way round', async () => {
    const exits = { takeProfit: { limitPrice: 90 }, stopLoss: { stopPrice: 105 } };
    const { id } = await client.orders.bracket({ symbol: 'AAPL', side: 'sell', qty: 2, ...exits });
    await stands(id, 'filled', 'new', 'new');
    await pin(89);
    await stands(id, 'filled', 'filled', 'canceled');
    expect((await client.account.getAccount()).cash).toBe('100022');
  });
});

test('what the skipped time brings to a leg happens in that time', async () => {
  await sandbox.control.unpin('AAPL');
  const { ask } = await client.orders
    .market({ symbol: 'AAPL', side: 'buy', qty: 1, clientOrderId: keyId })
    .then(() =>
      eventually('a price', async () => {
        const { filledAvgPrice } = await client.orders.getOrderByClientOrderId({ clientOrderId: keyId });
        return filledAvgPrice ? { ask: Number(filledAvgPrice) } : undefined;
      }),
    );
  const cents = (price: number): number => Math.round(price * 100) / 100;
  const { id } = await client.orders.bracket({
    symbol: 'AAPL',
    side: 'buy',
    qty: 1,
    limitPrice: cents(ask * 0.995),
    timeInForce: 'gtc',
    takeProfit: { limitPrice: cents(ask * 1.005) },
    stopLoss: { stopPrice: cents(ask * 0.985) },
  });
  const start = Date.parse((await sandbox.control.clock()).now);
  await sandbox.control.clock({ now: new Date(start + 60 * 86_400_000).toISOString() });
  const order = await nested(id);
  expect(order.status).toBe('filled');
  expect(order.legs?.map(({ status }) => status).sort()).toEqual(['canceled', 'filled']);
  const filledLeg = order.legs?.find(({ status }) => status === 'filled');
  expect(Number(filledLeg?.filledAt)).toBeGreaterThanOrEqual(Number(order.filledAt));
});
