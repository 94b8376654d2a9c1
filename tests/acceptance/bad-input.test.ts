import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { tradingStateSet } from '../../api/contract/accounts.ts';
import { orderAnswer } from '../../api/contract/orders.ts';
import { accountRiskLimits } from '../../api/contract/risk-limits.ts';
import { strategy } from '../../api/contract/strategies.ts';
import { createSandboxControl, type SandboxControl } from '../support/sandbox-control.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { acceptedOrders } from './broker-books.ts';
import { placeManually } from './manual-order.ts';
import { type Trader, traderOn } from './trader.ts';

let stack: BootedStack;
let sandbox: SandboxControl;
let trader: Trader;

beforeAll(async () => {
  stack = await bootStack();
  sandbox = createSandboxControl(() => stack.stackJson().addresses.sandbox ?? '');
  trader = await traderOn(stack);
});

afterEach(async () => {
  await sandbox.clearFaults();
});

afterAll(async () => {
  await stack.stop();
});

test('a strategy that does not parse is refused with a code, and not made', async () => {
  const sound = { name: 'unsound', kind: 'momentum', universe: ['AAPL'], intervalSeconds: 300 };
  for (const unsound of [
    { ...sound, kind: 'astrology' },
    { ...sound, parameters: { targetWeight: 'a lot' } },
    { ...sound, parameters: { lookback: 7 } },
    { ...sound, universe: ['aapl'] },
    { ...sound, intervalSeconds: -1 },
  ]) {
    await expect(trader.api.call('POST', '/v1/strategies', strategy, unsound)).rejects.toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    });
  }
  const list = await (await stack.api('/v1/strategies?limit=200')).text();
  expect(list).not.toContain('unsound');
});

test('an empty universe is refused as such', async () => {
  const empty = { name: 'empty', kind: 'momentum', universe: [], intervalSeconds: 300 };
  await expect(trader.api.call('POST', '/v1/strategies', strategy, empty)).rejects.toMatchObject({
    status: 422,
    code: 'EMPTY_UNIVERSE',
  });
  await expect(trader.change({ universe: [] })).rejects.toMatchObject({
    status: 422,
    code: 'EMPTY_UNIVERSE',
  });
});

test('an unknown symbol is named, and the cycle trades the others', async () => {
  const mixed = await traderOn(stack, ['AAPL', 'ZZZZ', 'SPY']);
  const cycle = await mixed.run();
  expect(cycle).toMatchObject({ status: 'completed', reconciliation: { drift: 0 } });
  expect(cycle.abstentions).toContainEqual(expect.objectContaining({ symbol: 'ZZZZ', code: 'MISSING_DATA' }));
  expect(cycle.orders.length).toBeGreaterThan(0);
  expect(cycle.orders.every(({ status }) => status === 'filled')).toBe(true);
});

test('one Idempotency-Key is one order: the same body gets the same answer, another body 409', async () => {
  const key = crypto.randomUUID();
  const before = await acceptedOrders(stack);
  const first = await placeManually(stack, { type: 'market', qty: '1' }, key);
  expect(first.status).toBe(201);
  const again = await placeManually(stack, { type: 'market', qty: '1' }, key);
  const other = await placeManually(stack, { type: 'market', qty: '2' }, key);
  expect(again.status).toBe(201);
  const [one, same] = [first, again].map(({ body }) => orderAnswer.parse(body));
  expect(same).toMatchObject({ clientOrderId: one?.clientOrderId, brokerOrderId: one?.brokerOrderId });
  expect(other).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await acceptedOrders(stack)).toHaveLength(before.length + 1);
});

test('an order beyond a limit is refused with the amounts, and not sent', async () => {
  const before = await acceptedOrders(stack);
  expect(await placeManually(stack, { symbol: 'MSFT', type: 'market', qty: '1000000' })).toMatchObject({
    status: 422,
    body: { code: 'NOTIONAL_LIMIT', refusal: { facts: { orderNotionalMax: '25000' } } },
  });
  expect(await acceptedOrders(stack)).toEqual(before);
});

test('an order beyond the buying power is refused with the amounts, and not sent', async () => {
  const { accountId, limits } = await trader.api.call('GET', '/v1/risk/limits', accountRiskLimits);
  const setLimits = (changes: object) =>
    trader.api.call('PUT', '/v1/risk/limits', accountRiskLimits, { ...limits, ...changes, accountId });
  await setLimits({
    orderNotionalMax: '10000000',
    orderShareOfDailyVolumeMax: null,
    positionShareOfEquityMax: '1',
    largestThreeShareOfEquityMax: '5',
    grossExposureShareOfEquityMax: '5',
    netExposureShareOfEquityMax: '5',
  });
  for (const symbol of ['MSFT', 'NVDA']) await sandbox.pinQuote(symbol, { bid: 99.9, ask: 100, last: 100 });
  const resting = { type: 'limit', qty: '950', limitPrice: '99' } as const;
  const first = await placeManually(stack, { ...resting, symbol: 'MSFT' });
  try {
    expect(first.status).toBe(201);
    const before = await acceptedOrders(stack);
    expect(await placeManually(stack, { ...resting, symbol: 'NVDA' })).toMatchObject({
      status: 422,
      body: {
        code: 'INSUFFICIENT_BUYING_POWER',
        refusal: { facts: { needed: '94050', buyingPower: expect.stringMatching(/^\d+(\.\d+)?$/) } },
      },
    });
    expect(await acceptedOrders(stack)).toEqual(before);
  } finally {
    await stack.api(`/v1/orders/${orderAnswer.parse(first.body).clientOrderId}`, { method: 'DELETE' });
    for (const symbol of ['MSFT', 'NVDA']) await sandbox.unpin(symbol);
    await setLimits({});
  }
});

test('a halted account sends nothing: the cycle’s orders and one by hand are refused', async () => {
  const before = await acceptedOrders(stack);
  await trader.api.call('PUT', '/v1/trading-state', tradingStateSet, { tradingState: 'halted' });
  try {
    await trader.change({ targetWeight: '0.04' });
    const cycle = await trader.run();
    expect(cycle.status).toBe('completed');
    expect(cycle.orders.length).toBeGreaterThan(0);
    for (const order of cycle.orders) {
      expect(order).toMatchObject({ status: 'refused', refusal: { code: 'TRADING_HALTED' } });
    }
    const manual = await placeManually(stack, { type: 'market', qty: '1' });
    expect(manual).toMatchObject({ status: 422, body: { code: 'TRADING_HALTED' } });
  } finally {
    await trader.api.call('PUT', '/v1/trading-state', tradingStateSet, { tradingState: 'active' });
  }
  expect(await acceptedOrders(stack)).toEqual(before);
});

test('without prices nothing is traded, and each symbol says why', async () => {
  await sandbox.fault({ system: 'alpaca-data', effect: 'reset' });
  await trader.change({ targetWeight: '0.08' });
  const cycle = await trader.run();
  expect(cycle).toMatchObject({ status: 'completed', orders: [] });
  expect(cycle.abstentions.map(({ symbol, code }) => ({ symbol, code }))).toEqual(
    ['AAPL', 'MSFT', 'NVDA', 'SPY'].map((symbol) => ({ symbol, code: 'MISSING_DATA' })),
  );
});

test('with the broker down a cycle is refused, and the next one after the fault trades', async () => {
  await sandbox.fault({ system: 'alpaca-trading', effect: 'status', status: 503 });
  const refused = await trader.run();
  expect(refused).toMatchObject({
    status: 'refused',
    outcome: 'BROKER_UNAVAILABLE',
    refusal: { code: 'BROKER_UNAVAILABLE' },
    orders: [],
  });

  await sandbox.clearFaults();
  await trader.change({ targetWeight: '0.05' });
  const cycle = await trader.run();
  expect(cycle).toMatchObject({ status: 'completed', outcome: 'traded', reconciliation: { drift: 0 } });
});

test('on a closed market a cycle and a market order by hand are refused', async () => {
  const before = await acceptedOrders(stack);
  await sandbox.clock({ now: saturdayAfter((await sandbox.clock()).now), speed: 0 });
  const cycle = await trader.run();
  expect(cycle).toMatchObject({ status: 'refused', outcome: 'MARKET_CLOSED', orders: [] });
  const manual = await placeManually(stack, { type: 'market', qty: '1' });
  expect(manual).toMatchObject({ status: 422, body: { code: 'MARKET_CLOSED' } });
  expect(await acceptedOrders(stack)).toEqual(before);
});

function saturdayAfter(now: string): string {
  const day = new Date(now);
  day.setUTCDate(day.getUTCDate() + ((6 - day.getUTCDay() + 7) % 7 || 7));
  day.setUTCHours(16, 0, 0, 0);
  return day.toISOString();
}
