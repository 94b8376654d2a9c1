import { z } from '@hono/zod-openapi';
import { accountQuery } from './accounts.ts';
import { hash } from './evidence.ts';
import { mayBeLeftOut } from './left-out.ts';
import { storedSymbol, symbol, timestamp } from './scalars.ts';

const EXAMPLE_HASH = '9f2b4c1e0d5a6f7788990a1b2c3d4e5f60718293a4b5c6d7e8f9012345678abc';

export const fusedParam = z.strictObject({ symbol });
export const fusedQuery = accountQuery;

const source = z.string().openapi({ example: 'alpaca quotes' });
const known = z.strictObject({
  status: z.literal('ok'),
  value: z.unknown(),
  source,
  availableAt: timestamp.openapi({ description: 'When it could first be known.' }),
  ageMs: z.number(),
  stale: z.boolean().openapi({ description: 'Older than its source’s ordinary rhythm.' }),
  quality: z.enum(['good', 'partial', 'contested', 'stale']),
  hash,
  alsoFrom: mayBeLeftOut(z.array(hash)),
});
const missing = z.strictObject({
  status: z.literal('missing'),
  source,
  code: z.string().openapi({ example: 'SOURCE_SERVER_ERROR' }),
  reason: z.string(),
});

const PART = {
  status: 'ok',
  value: { amount: '415.06', basis: 'quote' },
  source: 'alpaca quotes',
  availableAt: '2026-03-02T14:30:00.000Z',
  ageMs: 1000,
  stale: false,
  quality: 'good',
  hash: EXAMPLE_HASH,
};

const part = z.union([known, missing]).openapi('FusedPart', {
  description: 'A datum with its source, age and the hash of its evidence; or why there is none.',
  example: PART,
});

const shown = (from: string, value: object) => ({ ...PART, source: from, value });

const conflict = z
  .strictObject({
    code: z.string().openapi({ example: 'TRADE_OUTSIDE_QUOTE' }),
    parts: z.array(z.string()).openapi({ example: ['quote', 'lastTrade'] }),
    message: z.string().openapi({ example: 'The last trade lies 6.2 % outside the quote.' }),
    resolution: mayBeLeftOut(z.strictObject({ kept: z.string(), rule: z.string() })).openapi({
      description: 'Which part stands, and by which rule; absent where no rule can tell.',
    }),
  })
  .openapi('FusedConflict');

const features = z
  .looseObject({ symbol: z.string(), asOf: timestamp, missing: z.array(z.string()) })
  .openapi('Features', {
    description: 'Ratios, never money; `missing` says which could not be told, and why.',
    example: {
      symbol: 'AAPL',
      asOf: '2026-03-02T14:30:00.000Z',
      return20: 0.0312,
      rsi14: 57.3,
      missing: ['filingSurprise: no reported figures (SOURCE_SERVER_ERROR)'],
    },
  });

export const fusedView = z
  .strictObject({
    symbol: storedSymbol,
    asOf: timestamp.openapi({ description: 'Nothing that became known later is in it.' }),
    price: part,
    quote: part,
    lastTrade: part,
    dailyBars: part,
    volume: part,
    volatility: part,
    trend: part,
    liquidity: part,
    filings: part,
    fundamentals: part,
    shortInterest: part,
    shortVolume: part,
    fxExposure: part,
    news: part,
    conflicts: z.array(conflict),
    features,
    evidence: z.strictObject({ fused: hash, features: hash }),
  })
  .openapi('FusedView', {
    example: {
      quote: shown('alpaca quotes', { bid: '415.04', ask: '415.08', bidSize: '200', askSize: '300' }),
      lastTrade: shown('alpaca trades', { price: '415.05', size: '100' }),
      volume: shown('alpaca bars', { lastDay: '51234000', averageDaily: '48900210', days: 20 }),
      volatility: shown('alpaca bars', { annualised20: 0.21, atr14: 0.014 }),
    },
  });
