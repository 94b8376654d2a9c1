import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal, isDecimalString } from '../money.ts';
import type { OrderRequest } from '../order.ts';
import { ORDER_SIDES, ORDER_TYPES, TIMES_IN_FORCE } from '../order.ts';
import { orderRequest, quote, riskContext } from '../samples.ts';
import type { RiskContext } from './check-order.ts';
import { checkOrder } from './check-order.ts';

const amount = fc.oneof(
  fc.constantFrom(
    'NaN',
    'Infinity',
    '-Infinity',
    '',
    ' ',
    '0',
    '-0',
    '-1',
    '1e9',
    '0x10',
    '１０',
    '1,000',
    '9'.repeat(30),
  ),
  fc.integer({ min: -100, max: 100_000 }).map((cents) => String(cents / 100)),
  fc.integer({ min: 1, max: 400 }).map(String),
  fc.string({ maxLength: 6 }),
);
const optional = fc.option(amount, { nil: undefined });

/** What a language model, a bug or an attacker might hand over; the words of the type are not what arrives. */
const hostileOrder: fc.Arbitrary<OrderRequest> = fc
  .record({
    symbol: fc.oneof(fc.constantFrom('AAPL', 'BRK.B', '__proto__', 'aapl', '', 'A'.repeat(200)), fc.string()),
    side: fc.constantFrom(...ORDER_SIDES),
    type: fc.constantFrom(...ORDER_TYPES),
    timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
    qty: optional,
    notional: optional,
    limitPrice: optional,
    stopPrice: optional,
    extendedHours: fc.boolean(),
  })
  .map(({ qty, notional, limitPrice, stopPrice, ...rest }) => ({
    ...rest,
    ...(qty === undefined ? {} : { qty }),
    ...(notional === undefined ? {} : { notional }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
  }));

/** An order that is nearly always well formed, so that the limits themselves are put to the test. */
const plausibleOrder: fc.Arbitrary<OrderRequest> = fc
  .record({
    side: fc.constantFrom(...ORDER_SIDES),
    qty: fc.integer({ min: 1, max: 600_000 }).map((thousandths) => String(thousandths / 1000)),
    limitPrice: fc.option(
      fc.integer({ min: 1, max: 30_000 }).map((cents) => String(cents / 100)),
      { nil: undefined },
    ),
  })
  .map(({ side, qty, limitPrice }) =>
    orderRequest({ side, qty, ...(limitPrice === undefined ? {} : { type: 'limit', limitPrice }) }),
  );

const number = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map(String),
  fc.constantFrom('NaN', '-5', 'Infinity'),
);
const hostileContext: fc.Arbitrary<RiskContext> = fc
  .record({
    tradingState: fc.constantFrom('active' as const, 'reducing' as const, 'halted' as const),
    buyingPower: fc.oneof(number, fc.constantFrom('5000', '100000')),
    equity: fc.oneof(number, fc.constant('100000')),
    positionQty: fc.oneof(number, fc.integer({ min: -300, max: 300 }).map(String)),
    openBuyQty: number,
    openSellQty: number,
    reservedNotional: fc.oneof(number, fc.constant('3000')),
    quote: fc.option(
      fc.tuple(amount, amount).map(([bid, ask]) => quote(bid, ask)),
      { nil: undefined },
    ),
    openOrders: fc.constantFrom(0, 49, 50, NaN, -1),
    ordersLastMinute: fc.constantFrom(0, 29, 30, Infinity),
    ordersToday: fc.constantFrom(0, 499, 500),
    marketOpen: fc.boolean(),
  })
  .map((fields) => riskContext(fields));
const soundContext: fc.Arbitrary<RiskContext> = fc
  .record({
    tradingState: fc.constantFrom('active' as const, 'reducing' as const),
    buyingPower: fc.integer({ min: 0, max: 100_000 }).map(String),
    positionQty: fc.integer({ min: -300, max: 300 }).map(String),
    openBuyQty: fc.integer({ min: 0, max: 100 }).map(String),
    openSellQty: fc.integer({ min: 0, max: 100 }).map(String),
    reservedNotional: fc.integer({ min: 0, max: 20_000 }).map(String),
    openOrders: fc.constantFrom(0, 49, 50),
  })
  .map((fields) => riskContext(fields));

/** The limits, worked out again without the rules. Empty when the order may pass. */
function breaches(order: OrderRequest, context: RiskContext): readonly string[] {
  const amounts = [order.qty, order.notional, order.limitPrice, order.stopPrice].filter(
    (text) => text !== undefined,
  );
  if (!amounts.every((text) => isDecimalString(text) && decimal(text).gt(0)))
    return ['a number that is none'];
  if ((order.qty === undefined) === (order.notional === undefined)) return ['not one of qty and notional'];
  if (!/^[A-Z][A-Z0-9./-]*$/.test(order.symbol)) return ['a symbol that is none'];
  const { ask = '', bid = '' } = context.quote ?? {};
  if (![ask, bid].every((text) => isDecimalString(text) && decimal(text).gt(0))) return ['no price'];
  const buys = order.side === 'buy';
  const qty =
    order.qty === undefined ? decimal(order.notional ?? '0').div(buys ? ask : bid) : decimal(order.qty);
  const held = decimal(context.positionQty);
  const open = decimal(buys ? context.openBuyQty : context.openSellQty);
  const exit = (buys ? held.negated() : held).minus(open).gte(qty);
  const found: string[] = [];
  if (context.tradingState === 'halted') found.push('halted');
  if (context.tradingState === 'reducing' && !exit) found.push('not reducing');
  if (!buys && !exit) found.push('short');
  if (exit) return found;
  const price = order.limitPrice ?? ask;
  const cost = order.notional === undefined ? qty.times(price) : decimal(order.notional);
  const after = (buys ? held.plus(open).plus(qty) : held.minus(open).minus(qty)).abs();
  const opened = held.isNegative() ? qty.plus(held).plus(open) : qty;
  if (cost.gt(context.limits.orderNotionalMax)) found.push('notional');
  if (after.times(price).gt(decimal(context.equity).times(context.limits.positionShareOfEquityMax)))
    found.push('share');
  if (!(context.openOrders < 50) || !(context.ordersLastMinute < 30) || !(context.ordersToday < 500))
    found.push('count');
  if (opened.lt(qty) ? false : cost.gt(decimal(context.buyingPower).minus(context.reservedNotional))) {
    found.push('buying power');
  }
  return found;
}

it.each([
  ['hostile orders in a sound account', hostileOrder, soundContext, 3000],
  ['hostile orders in a hostile account', hostileOrder, hostileContext, 3000],
  ['plausible orders in a hostile account', plausibleOrder, hostileContext, 2000],
  ['plausible orders in a sound account', plausibleOrder, soundContext, 2000],
] as const)(
  'nothing outside the limits is approved, and nothing throws: %s',
  (_name, orders, contexts, numRuns) => {
    fc.assert(
      fc.property(orders, contexts, (order, context) => {
        const verdict = checkOrder(order, context);
        expect(verdict.kind === 'approved' ? breaches(order, context) : []).toEqual([]);
      }),
      { numRuns },
    );
  },
);

it('the plausible ones do get through at times, so that the test above means something', () => {
  const verdicts = fc
    .sample(fc.tuple(plausibleOrder, soundContext), 500)
    .map((pair) => checkOrder(...pair).kind);
  expect(verdicts).toContain('approved');
  expect(verdicts).toContain('refused');
});

it('words that are not of the type are refused, not guessed', () => {
  const words: readonly unknown[] = ['hold', '', null, undefined, 5, {}, ['buy'], 'bUY'];
  for (const word of words) {
    for (const field of ['symbol', 'side', 'type', 'timeInForce', 'qty']) {
      const order: OrderRequest = JSON.parse(JSON.stringify({ ...orderRequest(), [field]: word }));
      expect(checkOrder(order, riskContext())).toMatchObject({ kind: 'refused' });
    }
  }
});
