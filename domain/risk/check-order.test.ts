import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../order.ts';
import { orderRequest, quote, riskContext } from '../samples.ts';
import type { RiskContext } from './check-order.ts';
import { checkOrder } from './check-order.ts';
import { INITIAL_LIMITS } from './limits.ts';
import type { RiskReason } from './reasons.ts';
import { RISK_REASONS } from './reasons.ts';
import { RULES } from './rules.ts';

type Case = readonly [RiskReason, Partial<OrderRequest>, Partial<RiskContext>];

const limits = (change: Partial<typeof INITIAL_LIMITS>) => ({ limits: { ...INITIAL_LIMITS, ...change } });
const limit = { type: 'limit', limitPrice: '100' } as const;
const holding = (symbol: string, qty: string, price: string) => ({
  symbol,
  qty,
  price,
  openBuyQty: '0',
  openSellQty: '0',
});
const ofStrategy = (change: Partial<NonNullable<RiskContext['strategy']>>) => ({
  strategy: { limits: {}, counts: { openOrders: 0, ordersLastMinute: 0, ordersToday: 0 }, ...change },
});
const THREE_OTHERS = ['B', 'C', 'D'].map((symbol) => holding(symbol, '200', '100'));
const FIVE_OTHERS = ['B', 'C', 'D', 'E', 'F'].map((symbol) => holding(symbol, '300', '100'));
const latch = { code: 'DRIFT', since: '2026-01-06T15:00:00.000Z', facts: { reconciliation: 'r1' } } as const;

const REFUSED: readonly Case[] = [
  ['TRADING_HALTED', {}, { tradingState: 'halted' }],
  ['TRADING_HALTED', { side: 'sell' }, { tradingState: 'halted', positionQty: '10' }],
  ['TRADING_REDUCING', {}, { tradingState: 'reducing' }],
  ['TRADING_REDUCING', { side: 'sell', qty: '11' }, { tradingState: 'reducing', positionQty: '10' }],
  ['TRADING_REDUCING', { side: 'sell' }, { tradingState: 'reducing', positionQty: '10', openSellQty: '1' }],
  ['TRADING_REDUCING', { qty: '11' }, { tradingState: 'reducing', positionQty: '-10' }],
  ['ACCOUNT_NOT_RECONCILED', {}, { reconciled: false }],
  ['ACCOUNT_BLOCKED', {}, { tradingBlocked: true }],
  ['NOT_A_NUMBER', { qty: 'NaN' }, {}],
  ['NOT_A_NUMBER', { qty: '-1' }, {}],
  ['NOT_A_NUMBER', { qty: '0' }, {}],
  ['NOT_A_NUMBER', { qty: '1e3' }, {}],
  ['NOT_A_NUMBER', { ...limit, limitPrice: 'Infinity' }, {}],
  ['NOT_A_NUMBER', {}, { equity: 'NaN' }],
  ['NOT_A_NUMBER', {}, { openBuyQty: '-1' }],
  ['NOT_A_NUMBER', {}, { ordersToday: NaN }],
  ['NOT_A_NUMBER', {}, { openOrders: -1 }],
  ['NOT_A_NUMBER', {}, limits({ orderNotionalMax: '' })],
  ['NOT_A_NUMBER', {}, limits({ quoteAgeMsMax: Infinity })],
  ['ORDER_MALFORMED', { symbol: '' }, {}],
  ['ORDER_MALFORMED', { symbol: 'aapl' }, {}],
  ['ORDER_MALFORMED', { symbol: 'AAPL; DROP' }, {}],
  ['ORDER_MALFORMED', { notional: '100' }, {}],
  ['ORDER_MALFORMED', { limitPrice: '100' }, {}],
  ['ORDER_MALFORMED', { type: 'limit' }, {}],
  ['ORDER_MALFORMED', { type: 'stop' }, {}],
  ['ORDER_MALFORMED', { ...limit, stopPrice: '99' }, {}],
  ['ORDER_MALFORMED', { ...limit, limitPrice: '100.001' }, {}],
  ['ORDER_MALFORMED', { ...limit, limitPrice: '0.12345' }, {}],
  ['ORDER_MALFORMED', { qty: '0.5', timeInForce: 'gtc' }, {}],
  ['ORDER_MALFORMED', { qty: '0.1234567891' }, {}],
  ['ORDER_MALFORMED', { extendedHours: true }, {}],
  ['AUCTION_CLOSED', { timeInForce: 'opg' }, {}],
  ['UNKNOWN_SYMBOL', {}, { asset: undefined }],
  ['SYMBOL_NOT_TRADABLE', {}, { asset: { tradable: false, fractionable: true } }],
  ['NOT_FRACTIONABLE', { qty: '0.5' }, { asset: { tradable: true, fractionable: false } }],
  ['MARKET_CLOSED', {}, { marketOpen: false }],
  ['MARKET_CLOSED', { ...limit, timeInForce: 'ioc' }, { marketOpen: false }],
  ['MARKET_CLOSED', { ...limit, timeInForce: 'fok' }, { marketOpen: false }],
  ['NO_QUOTE', {}, { quote: undefined }],
  ['NO_QUOTE', {}, { quote: quote('0', '100') }],
  ['NO_QUOTE', {}, { quote: quote('101', '100') }],
  ['NO_QUOTE', {}, { quote: quote('NaN', '100') }],
  ['STALE_QUOTE', {}, { quote: quote('99', '101', '2026-01-06T15:28:59.999Z') }],
  ['STALE_QUOTE', {}, { quote: quote('99', '101', '2026-01-06T15:31:00.001Z') }],
  ['STALE_QUOTE', {}, { quote: quote('99', '101', 'yesterday') }],
  ['STALE_QUOTE', {}, { brokerTime: '' }],
  ['NOTIONAL_LIMIT', { ...limit, qty: '251' }, {}],
  ['POSITION_LIMIT', { ...limit, qty: '51' }, { positionQty: '100', openBuyQty: '100' }],
  ['POSITION_LIMIT', {}, { equity: '0', openingEquity: '0', highestEquity: '0' }],
  ['POSITION_LIMIT', {}, { equity: '-1000', openingEquity: '-1000', highestEquity: '-1000' }],
  ['ENTRIES_STOPPED', {}, { latches: [latch] }],
  ['ENTRIES_STOPPED', { side: 'sell', qty: '11' }, { latches: [latch], positionQty: '10' }],
  ['ENTRIES_STOPPED', {}, { equity: '89999.99' }],
  ['ENTRIES_STOPPED', {}, { equity: '100000', highestEquity: '125000.01' }],
  ['ENTRIES_STOPPED', {}, { rejectStreak: 10 }],
  ['ENTRIES_STOPPED', {}, { clockSkewMs: 2_001 }],
  ['ENTRIES_STOPPED', {}, { clockSkewMs: -2_001 }],
  ['ENTRIES_STOPPED', {}, { clockSkewMs: NaN }],
  ['STALE_ACCOUNT', {}, { accountAt: '2026-01-06T15:29:29.999Z' }],
  ['STALE_ACCOUNT', {}, { accountAt: '' }],
  ['PRICE_COLLAR', { ...limit, limitPrice: '110.02' }, {}],
  ['PRICE_COLLAR', { ...limit, side: 'sell', limitPrice: '89.99' }, { positionQty: '10' }],
  ['PRICE_COLLAR', { ...limit, limitPrice: '50' }, limits({ restingPriceCollarMax: '0.4' })],
  ['PRICE_COLLAR', { type: 'stop_limit', stopPrice: '100', limitPrice: '110.01' }, {}],
  ['DUPLICATE_DECISION', {}, { source: 'cycle', earlierDecision: { clientOrderId: 'o', ageMs: 4_999 } }],
  [
    'DUPLICATE_DECISION',
    {},
    { earlierDecision: { clientOrderId: 'o', ageMs: 0 }, ...limits({ manualDuplicateWindowMs: 1 }) },
  ],
  ['QTY_LIMIT', { qty: '101' }, limits({ orderQtyMax: '100' })],
  ['VOLUME_LIMIT', {}, { averageDailyVolume: '199.9' }],
  ['VOLUME_UNKNOWN', {}, { averageDailyVolume: undefined }],
  ['VOLUME_UNKNOWN', {}, { averageDailyVolume: '0' }],
  ['CONCENTRATION_LIMIT', { qty: '150' }, { holdings: THREE_OTHERS.map((one) => ({ ...one, qty: '300' })) }],
  ['GROSS_EXPOSURE_LIMIT', {}, { holdings: FIVE_OTHERS, ...limits({ largestThreeShareOfEquityMax: '1' }) }],
  [
    'GROSS_EXPOSURE_LIMIT',
    {},
    {
      holdings: FIVE_OTHERS.map((one) => ({ ...one, qty: '0', openSellQty: '300' })),
      ...limits({ largestThreeShareOfEquityMax: '1' }),
    },
  ],
  [
    'NET_EXPOSURE_LIMIT',
    {},
    {
      holdings: FIVE_OTHERS,
      ...limits({ largestThreeShareOfEquityMax: '1', grossExposureShareOfEquityMax: '2' }),
    },
  ],
  ['ORDER_COUNT_LIMIT', {}, ofStrategy({ limits: { ordersPerDayMax: 0 } })],
  [
    'OPEN_ORDER_LIMIT',
    {},
    ofStrategy({
      limits: { openOrdersMax: 1 },
      counts: { openOrders: 1, ordersLastMinute: 0, ordersToday: 0 },
    }),
  ],
  ['NOTIONAL_LIMIT', limit, ofStrategy({ limits: { orderNotionalMax: '999.99' } })],
  ['NOTIONAL_LIMIT', { ...limit, qty: '251' }, ofStrategy({ limits: { orderNotionalMax: '30000' } })],
  ['NOT_A_NUMBER', {}, ofStrategy({ limits: { orderNotionalMax: 'NaN' } })],
  ['NOT_A_NUMBER', {}, { openingEquity: 'NaN' }],
  ['NOT_A_NUMBER', {}, { highestEquity: '' }],
  ['NOT_A_NUMBER', {}, { rejectStreak: -1 }],
  ['NOT_A_NUMBER', {}, { holdings: [holding('B', '1', 'NaN')] }],
  ['ORDER_COUNT_LIMIT', {}, { ordersLastMinute: 30 }],
  ['ORDER_COUNT_LIMIT', {}, { ordersToday: 500 }],
  ['OPEN_ORDER_LIMIT', {}, { openOrders: 50 }],
  ['INSUFFICIENT_BUYING_POWER', { ...limit }, { buyingPower: '999.99' }],
  ['INSUFFICIENT_BUYING_POWER', { ...limit }, { reservedNotional: '99000.01' }],
  ['SHORT_NOT_ALLOWED', { side: 'sell' }, {}],
  ['SHORT_NOT_ALLOWED', { side: 'sell' }, { positionQty: '9.999999999' }],
  ['SHORT_NOT_ALLOWED', { side: 'sell' }, { positionQty: '15', openSellQty: '6' }],
];

const APPROVED: readonly (readonly [string, Partial<OrderRequest>, Partial<RiskContext>, string])[] = [
  ['a market buy reserves 2% above the ask', {}, {}, '1020.102'],
  ['a limit buy reserves its limit', limit, {}, '1000'],
  [
    'a stop-limit buy reserves its limit',
    { type: 'stop_limit', stopPrice: '101', limitPrice: '102' },
    {},
    '1020',
  ],
  ['a stop buy reserves the broker’s collar', { type: 'stop', stopPrice: '110' }, {}, '1127.5'],
  ['an order in dollars reserves them', { notional: '500.25' }, {}, '500.25'],
  ['a fraction of a share', { qty: '0.5' }, {}, '51.0051'],
  ['a sale of what is held reserves nothing', { side: 'sell' }, { positionQty: '10' }, '0'],
  ['a cover reserves nothing', {}, { positionQty: '-10' }, '0'],
  ['a buy through zero reserves what goes beyond', limit, { positionQty: '-4' }, '600'],
  ['a short sale reserves 3% above the ask', { side: 'sell' }, limits({ shortingAllowed: true }), '1030.103'],
  ['the very limit of one order', { ...limit, qty: '250' }, { equity: '200000' }, '25000'],
  [
    'the very limit of a position',
    { ...limit, qty: '49' },
    { positionQty: '150', openBuyQty: '50.97' },
    '4900',
  ],
  ['the last free dollar', limit, { buyingPower: '1500', reservedNotional: '500' }, '1000'],
  [
    'a quote of the very age',
    {},
    { quote: quote('99.99', '100.01', '2026-01-06T15:29:00.000Z') },
    '1020.102',
  ],
  [
    'a limit order that waits for the open, by the last quote there was',
    limit,
    { marketOpen: false, quote: quote('99.99', '100.01', '2026-01-05T20:59:59Z') },
    '1000',
  ],
  ['the very edge of the collar', { ...limit, limitPrice: '110.01' }, {}, '1100.1'],
  ['a limit far on the near side of the market', { ...limit, limitPrice: '1' }, {}, '10'],
  [
    'any volume where no limit is set on it',
    limit,
    { averageDailyVolume: undefined, ...limits({ orderShareOfDailyVolumeMax: null }) },
    '1000',
  ],
  [
    'a decision as old as the window',
    limit,
    { source: 'cycle', earlierDecision: { clientOrderId: 'o', ageMs: 5_000 } },
    '1000',
  ],
  ['equity at the very limit of the daily loss', limit, { equity: '90000' }, '1000'],
  [
    'the very limit of gross exposure, short and long',
    { ...limit, qty: '39' },
    {
      holdings: [...FIVE_OTHERS.slice(1), holding('S', '-260', '100')],
      ...limits({ largestThreeShareOfEquityMax: '1' }),
    },
    '3900',
  ],
  [
    'a stop order that waits for the open',
    { type: 'stop', side: 'sell', stopPrice: '90', timeInForce: 'gtc' },
    { marketOpen: false, positionQty: '10' },
    '0',
  ],
];

const exit = { side: 'sell', qty: '1000' } as const;
const OVER = {
  positionQty: '1000',
  equity: '1000',
  latches: [latch],
  rejectStreak: 99,
  accountAt: '2026-01-06T15:00:00.000Z',
  averageDailyVolume: undefined,
  holdings: FIVE_OTHERS,
  ordersLastMinute: 30,
  ordersToday: 500,
  openOrders: 50,
  buyingPower: '0',
};

function request({ notional, ...fields }: Partial<OrderRequest>): OrderRequest {
  const order = orderRequest(fields);
  if (notional === undefined) return order;
  if (fields.qty !== undefined || fields.limitPrice !== undefined) return { ...order, notional };
  const { qty: _qty, ...rest } = order;
  return { ...rest, notional };
}

describe('checkOrder', () => {
  it.each(REFUSED)('refuses with %s: order %j in %j', (code, order, context) => {
    const asked =
      code === 'ORDER_MALFORMED' && order.notional !== undefined ? orderRequest(order) : request(order);
    const verdict = checkOrder(asked, riskContext(context));
    expect(verdict).toMatchObject({ kind: 'refused', code, message: RISK_REASONS[code] });
    expect(verdict.kind === 'refused' && Object.keys(verdict.facts).length).toBeGreaterThan(0);
  });

  it('has a case for every reason', () => {
    expect(new Set(REFUSED.map(([code]) => code))).toEqual(new Set(Object.keys(RISK_REASONS)));
  });

  it.each(APPROVED)('approves: %s', (_name, order, context, reserveNotional) => {
    expect(checkOrder(request(order), riskContext(context))).toEqual({
      kind: 'approved',
      reserveNotional,
      rules: RULES.map(({ name }) => name),
    });
  });

  it.each(['active', 'reducing'] as const)(
    'lets an exit through every limit of size and number: %s',
    (tradingState) => {
      expect(checkOrder(orderRequest(exit), riskContext({ ...OVER, tradingState }))).toMatchObject({
        kind: 'approved',
        reserveNotional: '0',
      });
    },
  );

  it('lets a cover through while reducing', () => {
    const context = riskContext({ ...OVER, tradingState: 'reducing', positionQty: '-1000' });
    expect(checkOrder(orderRequest({ qty: '1000' }), context)).toMatchObject({ kind: 'approved' });
  });

  it('names the latch that stops, with its evidence and since when', () => {
    expect(checkOrder(orderRequest(), riskContext({ latches: [latch] }))).toMatchObject({
      facts: { latch: 'DRIFT', since: latch.since, reconciliation: 'r1' },
    });
  });

  it('lets nothing through while halted, not even an exit', () => {
    expect(checkOrder(orderRequest(exit), riskContext({ ...OVER, tradingState: 'halted' }))).toMatchObject({
      code: 'TRADING_HALTED',
    });
  });

  it('holds an exit to a fresh quote and an open market', () => {
    expect(checkOrder(orderRequest(exit), riskContext({ ...OVER, quote: undefined }))).toMatchObject({
      code: 'NO_QUOTE',
    });
  });

  it('names the limit and the amount that broke it', () => {
    const verdict = checkOrder(orderRequest({ ...limit, qty: '300' }), riskContext());
    expect(verdict).toMatchObject({ facts: { notional: '30000', orderNotionalMax: '25000' } });
  });
});
