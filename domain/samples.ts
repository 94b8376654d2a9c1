import type { FusedView, FusionSources, Part } from './fusion.ts';
import type { Bar, Quote, Timestamp } from './market.ts';
import { decimalFromNumber } from './money.ts';
import type { Execution, OrderRequest } from './order.ts';
import type { RiskContext } from './risk/check-order.ts';
import { INITIAL_LIMITS } from './risk/limits.ts';

/** Ready-made nouns for tests: a Tuesday in January 2026, an hour after the open in New York. */
export const AS_OF: Timestamp = '2026-01-06T15:30:00.000Z';

const DAY_MS = 86_400_000;

/** `closes.length` daily bars on consecutive days, the last of them the day before `AS_OF`, at New York midnight. */
export function dailyBars(closes: readonly number[]): readonly Bar[] {
  const last = Date.parse('2026-01-05T05:00:00.000Z');
  return closes.map((close, index) => ({
    start: new Date(last - (closes.length - 1 - index) * DAY_MS).toISOString(),
    open: decimalFromNumber(close),
    high: decimalFromNumber(close * 1.01),
    low: decimalFromNumber(close * 0.99),
    close: decimalFromNumber(close),
    volume: '1000000',
  }));
}

export function quote(bid: string, ask: string, at: Timestamp = AS_OF): Quote {
  return { bid, ask, bidSize: '100', askSize: '100', at };
}

export function okPart<T>(value: T, hash: string, stale = false): Part<T> {
  const quality = stale ? 'stale' : 'good';
  return { status: 'ok', value, source: 'sample', availableAt: AS_OF, ageMs: 0, stale, quality, hash };
}

export function missingPart(code: string): Extract<Part<never>, { status: 'missing' }> {
  return { status: 'missing', source: 'sample', code, reason: `sample: ${code}` };
}

/** A view that bears a decision: a quote of 99.99 to 100.01 and 70 daily bars. */
export function view(symbol: string, parts: Partial<FusedView> = {}): FusedView {
  return {
    symbol,
    asOf: AS_OF,
    price: okPart({ amount: '100', basis: 'quote' }, `quote-${symbol}`),
    quote: okPart(quote('99.99', '100.01'), `quote-${symbol}`),
    lastTrade: okPart({ price: '100', size: '10', at: AS_OF }, `trade-${symbol}`),
    dailyBars: okPart(dailyBars(Array.from({ length: 70 }, () => 100)), `bars-${symbol}`),
    volume: okPart({ lastDay: '1000000', averageDaily: '1000000', days: 20 }, `bars-${symbol}`),
    volatility: okPart({ annualised20: 0 }, `bars-${symbol}`),
    trend: okPart({ direction: 'flat', priceToSma20: 0, priceToSma50: 0 }, `bars-${symbol}`),
    liquidity: okPart({ averageDailyDollars: '100000000' }, `bars-${symbol}`),
    filings: okPart([], 'filings'),
    fundamentals: missingPart('SYMBOL_NOT_IN_SOURCE'),
    shortInterest: missingPart('SYMBOL_NOT_IN_SOURCE'),
    shortVolume: missingPart('SYMBOL_NOT_IN_SOURCE'),
    fxExposure: okPart({ currency: 'USD', rates: [] }, 'fx'),
    news: okPart([], 'news'),
    conflicts: [],
    ...parts,
  };
}

const MISSING = { status: 'missing', source: 'sample', code: 'NOT_ASKED', reason: 'not asked' } as const;

/** Sources of which none answered. */
export function sources(symbols: readonly string[], answers: Partial<FusionSources> = {}): FusionSources {
  return {
    symbols,
    bars: MISSING,
    snapshots: MISSING,
    news: MISSING,
    filings: MISSING,
    fundamentals: MISSING,
    shortInterest: MISSING,
    shortVolume: MISSING,
    fx: MISSING,
    ...answers,
  };
}

export function reading<T>(value: T, source = 'sample') {
  return { status: 'ok', source, fetchedAt: AS_OF, hash: `hash-of-${source}`, value } as const;
}

/** A market buy of ten shares, which `riskContext` approves. */
export function orderRequest(fields: Partial<OrderRequest> = {}): OrderRequest {
  return { symbol: 'AAPL', side: 'buy', type: 'market', timeInForce: 'day', qty: '10', ...fields };
}

/** An account of 100,000 dollars without a position, in an open market at 99.99 to 100.01. */
export function riskContext(fields: Partial<RiskContext> = {}): RiskContext {
  return {
    tradingState: 'active',
    limits: INITIAL_LIMITS,
    reconciled: true,
    latches: [],
    tradingBlocked: false,
    buyingPower: '100000',
    equity: '100000',
    openingEquity: '100000',
    highestEquity: '100000',
    rejectStreak: 0,
    clockSkewMs: 0,
    brokerTime: AS_OF,
    accountAt: AS_OF,
    averageDailyVolume: '1000000',
    holdings: [],
    earlierDecision: undefined,
    source: 'manual',
    marketOpen: true,
    asset: { tradable: true, fractionable: true },
    quote: quote('99.99', '100.01'),
    positionQty: '0',
    openBuyQty: '0',
    openSellQty: '0',
    reservedNotional: '0',
    openOrders: 0,
    ordersLastMinute: 0,
    ordersToday: 0,
    ...fields,
  };
}

export function execution(fields: Partial<Execution> = {}): Execution {
  return {
    executionId: 'e1',
    brokerOrderId: 'b1',
    symbol: 'AAPL',
    side: 'buy',
    qty: '10',
    price: '100',
    cumulativeQty: '10',
    at: AS_OF,
    ...fields,
  };
}
