import { z } from '@hono/zod-openapi';
import { TIMEFRAMES } from '../../domain/market.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageQuery } from './page.ts';
import { decimalText, outsideText, symbol, timestamp, uuid, webAddress } from './scalars.ts';

const SYMBOLS_MAX = 100;
export const BARS_LIMIT_MAX = 1_000;
/** They travel through Temporal, whose payloads are kept below 32 KiB. */
export const TICKS_LIMIT_MAX = 100;
export const NEWS_LIMIT_MAX = 20;

const symbols = z
  .string()
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(symbol).min(1).max(SYMBOLS_MAX))
  .openapi({
    type: 'string',
    example: 'AAPL,MSFT',
    description: `Symbols, joined by commas; ${SYMBOLS_MAX} at most.`,
  });

function limit(most: number, usual: number) {
  return z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(usual)
    .openapi({
      example: usual,
      description: `Items on a page, 1 to ${most}.`,
    });
}

const span = {
  symbols,
  start: mayBeLeftOut(timestamp).openapi({ description: 'RFC 3339, included.' }),
  end: mayBeLeftOut(timestamp).openapi({
    description: 'RFC 3339, included. Left out: the market’s present.',
  }),
  cursor: pageQuery.shape.cursor,
  accountId: mayBeLeftOut(uuid).openapi({ description: 'Whose keys ask. Needed with several accounts.' }),
};

function inOrder({ start, end }: { readonly start?: string; readonly end?: string }): boolean {
  return start === undefined || end === undefined || Date.parse(start) <= Date.parse(end);
}
const ORDER_FAULT = { path: ['end'], message: 'must not be before start' };

export const barsQuery = z
  .strictObject({
    ...span,
    timeframe: z.enum(TIMEFRAMES).default('1Day').openapi({ example: '1Day' }),
    adjustment: z.enum(['raw', 'split']).default('split').openapi({
      description:
        '`split`: in the shares of the answer’s `asOf`. `raw`: as traded. Dividends are not adjusted for.',
    }),
    source: z.enum(['account', 'import']).default('account').openapi({
      description:
        '`import`: what `npm run import` has stored, as the files have it; nobody is asked for more.',
    }),
    limit: limit(BARS_LIMIT_MAX, 100),
  })
  .refine(inOrder, ORDER_FAULT);

export const ticksQuery = z
  .strictObject({ ...span, limit: limit(TICKS_LIMIT_MAX, 50) })
  .refine(inOrder, ORDER_FAULT);
export const newsQuery = z
  .strictObject({ ...span, limit: limit(NEWS_LIMIT_MAX, 10) })
  .refine(inOrder, ORDER_FAULT);

const about = {
  source: z.string().openapi({ example: 'alpaca:iex', description: 'Whose data this is.' }),
  asOf: timestamp.openapi({ description: 'The market’s clock when it was asked.' }),
};
const nextCursor = z.string().nullable();
const price = decimalText.openapi({ example: '415.06', description: 'Dollars.' });
const size = decimalText.openapi({ example: '200', description: 'Shares.' });
const ofSymbol = { symbol: z.string().openapi({ example: 'AAPL' }) };

const bar = z
  .strictObject({
    ...ofSymbol,
    start: timestamp.openapi({ description: 'Beginning of the bar.' }),
    open: price.openapi({ example: '412.1' }),
    high: price.openapi({ example: '416' }),
    low: price.openapi({ example: '411.9' }),
    close: price,
    volume: size,
    fetchedAt: timestamp.openapi({ description: 'When the source gave these values.' }),
  })
  .openapi('Bar');

export const barsPage = z
  .strictObject({
    items: z.array(bar).openapi({ description: 'By symbol, each oldest first. Completed bars alone.' }),
    nextCursor,
    ...about,
    timeframe: z.enum(TIMEFRAMES),
    adjustment: z.enum(['raw', 'split']),
    start: timestamp,
    until: timestamp.openapi({ description: 'Complete up to here, not included.' }),
  })
  .openapi('BarsPage');

const quote = z
  .strictObject({
    ...ofSymbol,
    bid: price.openapi({ example: '415.04' }),
    ask: price,
    bidSize: size,
    askSize: size,
    at: timestamp,
  })
  .openapi('Quote');
export const quotesPage = z
  .strictObject({ items: z.array(quote), nextCursor, ...about })
  .openapi('QuotesPage');

const trade = z
  .strictObject({
    ...ofSymbol,
    price,
    size,
    at: timestamp,
    id: mayBeLeftOut(z.string()),
    exchange: mayBeLeftOut(z.string()),
    conditions: mayBeLeftOut(z.array(z.string())),
    update: mayBeLeftOut(z.enum(['canceled', 'incorrect', 'corrected'])),
  })
  .openapi('MarketTrade');
export const marketTradesPage = z
  .strictObject({ items: z.array(trade), nextCursor, ...about })
  .openapi('MarketTradesPage');

const article = z
  .strictObject({
    id: z.string().openapi({ example: '24843171' }),
    headline: outsideText(1_000).openapi({ example: 'Apple reports results' }),
    summary: outsideText().openapi({ example: 'Revenue grew by 6 %.' }),
    source: outsideText(200).openapi({ example: 'benzinga' }),
    url: webAddress.openapi({ example: 'https://example.com/apple-reports-results' }),
    symbols: z.array(z.string()).openapi({ example: ['AAPL'] }),
    createdAt: timestamp,
  })
  .openapi('NewsArticle');
export const newsPage = z.strictObject({ items: z.array(article), nextCursor, ...about }).openapi('NewsPage');
