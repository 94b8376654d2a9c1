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
    '1e-9',
    '１e5',
    '0x10',
    '１０',
    '1,000',
    '9'.repeat(30),
  ),
  fc.integer({ min: -100, max: 100_000 }).map((cents) => String(cents / 100)),
  fc.integer({ min: 1, max: 400 }).map(String),
  fc.string({ maxLength: 6 }),
);
const WRONG_WORDS: readonly unknown[] = ['hold', 'BUY', 'sell ', '', null, 5, ['buy'], { buy: true }];

/** A word of the type, or at times one that its type does not allow: what arrives is JSON, not TypeScript. */
function word<T extends string>(...words: readonly T[]): fc.Arbitrary<T> {
  const wrong: readonly T[] = JSON.parse(JSON.stringify(WRONG_WORDS));
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...words) }, fc.constantFrom(...wrong));
}

const optional = fc.option(amount, { nil: undefined });

/** What a language model, a bug or an attacker might hand over; the words of the type are not what arrives. */
const hostileOrder: fc.Arbitrary<OrderRequest> = fc
  .record({
    symbol: word('AAPL', 'BRK.B', '__proto__', 'aapl', '', 'A'.repeat(200), 'АAPL'),
    side: word<OrderRequest['side']>(...ORDER_SIDES, ...ORDER_SIDES, ...ORDER_SIDES),
    type: word<OrderRequest['type']>(...ORDER_TYPES, ...ORDER_TYPES, ...ORDER_TYPES),
    timeInForce: word<OrderRequest['timeInForce']>(...TIMES_IN_FORCE, ...TIMES_IN_FORCE),
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

const LATCH = { code: 'DRIFT', since: '2026-01-06T15:00:00.000Z', facts: {} } as const;
const OTHERS = ['B', 'C'].map((symbol) => ({
  symbol,
  qty: '250',
  openBuyQty: '10',
  openSellQty: '0',
  price: '100',
}));

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
    latches: fc.constantFrom([], [], [], [LATCH]),
    equity: fc.constantFrom('100000', '100000', '91000', '89000'),
    averageDailyVolume: fc.constantFrom('1000000', '1000000', '2000', undefined),
    holdings: fc.constantFrom([], [], OTHERS),
    earlierDecision: fc.constantFrom(undefined, undefined, { clientOrderId: 'o', ageMs: 100 }),
    source: fc.constantFrom('manual' as const, 'cycle' as const),
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
  if (!ORDER_SIDES.includes(order.side)) return ['a side that is none'];
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
  if (context.earlierDecision !== undefined && context.source === 'cycle') found.push('duplicate');
  if (order.limitPrice !== undefined && order.type === 'limit') {
    const paid = buys ? decimal(order.limitPrice).div(ask) : decimal(bid).div(order.limitPrice);
    if (buys ? paid.gt('1.1') : decimal(order.limitPrice).lt(decimal(bid).times('0.9'))) found.push('collar');
  }
  if (exit) return found;
  if (context.latches.length > 0) found.push('latched');
  if (decimal(context.equity).lt(decimal(context.openingEquity).times('0.9'))) found.push('daily loss');
  if (qty.gt(decimal(context.averageDailyVolume ?? '0').times('0.05'))) found.push('volume');
  const price = order.limitPrice ?? ask;
  const cost = order.notional === undefined ? qty.times(price) : decimal(order.notional);
  const after = (buys ? held.plus(open).plus(qty) : held.minus(open).minus(qty)).abs();
  const others = context.holdings.reduce(
    (sum, one) => sum.plus(decimal(one.qty).plus(one.openBuyQty).times(one.price)),
    decimal('0'),
  );
  if (
    context.holdings.length <= 2 &&
    others.plus(after.times(price)).gt(decimal(context.equity).times('0.75'))
  )
    found.push('concentration');
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

/** For a machine that has other things to do. */
const PATIENCE_MS = 60_000;

it.each([
  ['hostile orders in a sound account', hostileOrder, soundContext, 30_000],
  ['hostile orders in a hostile account', hostileOrder, hostileContext, 20_000],
  ['plausible orders in a hostile account', plausibleOrder, hostileContext, 20_000],
  ['plausible orders in a sound account', plausibleOrder, soundContext, 30_000],
] as const)(
  'of 100,000 nothing outside the limits is approved, and nothing throws: %s',
  (_name, orders, contexts, numRuns) => {
    const outcome = fc.check(
      fc.property(orders, contexts, (order, context) => {
        const verdict = checkOrder(order, context);
        const broken = verdict.kind === 'approved' ? breaches(order, context) : [];
        if (broken.length > 0) throw new Error(`approved in spite of ${broken.join(', ')}`);
      }),
      { numRuns },
    );
    expect(outcome.failed ? fc.defaultReportMessage(outcome) : undefined).toBeUndefined();
  },
  PATIENCE_MS,
);

it('an ask of thirty nines, and more digits than an amount holds, is refused with the figure, not thrown', () => {
  const nines = '9'.repeat(30);
  const context = riskContext({ quote: quote(nines, nines) });
  expect(checkOrder(orderRequest({ qty: '100' }), context)).toMatchObject({
    kind: 'refused',
    code: 'NOTIONAL_LIMIT',
    facts: { notional: expect.stringMatching(/^\d{31,}/) },
  });
});

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
