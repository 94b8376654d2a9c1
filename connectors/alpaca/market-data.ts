import { marketData } from '@alpacahq/alpaca-trade-api';
import type { z } from 'zod';
import type { Bar, NewsItem, Snapshot } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { Logger } from '../../telemetry/log.ts';
import { type Asked, parseAnswer } from '../http/parse-answer.ts';
import type { AlpacaCredentials } from './credentials.ts';
import type { AlpacaEndpoints, AlpacaMode } from './endpoints.ts';
import { assertModeAgrees, fetchOnly } from './mode-guard.ts';
import { type AlpacaCall, readAlpaca } from './read-alpaca.ts';
import { barsAnswer, newsAnswer, snapshotsAnswer } from './stock-answer.ts';

export interface AlpacaMarketDataOptions {
  readonly mode: AlpacaMode;
  readonly endpoints: AlpacaEndpoints;
  readonly credentials: AlpacaCredentials;
  readonly logger: Logger;
  /** `iex` is in every plan; `sip` (all exchanges) needs a paid one. */
  readonly feed?: 'iex' | 'sip';
  readonly timeoutMs?: number;
}

/** The most that Alpaca gives in one answer. */
const BARS_PER_PAGE = 10_000;
const NEWS_PER_PAGE = 50;
/** Keeps an address below 8 KiB, which proxies and servers commonly allow. */
const SYMBOLS_PER_REQUEST = 500;

/**
 * Alpaca's market data for shares. Bars are adjusted for splits, not for dividends, and cover `start` to `end`, both
 * included. The SDK's `symbols` is one text, joined by commas.
 * @throws BrokerModeMismatch when mode, hosts and keys do not belong together.
 */
export function createAlpacaMarketData(options: AlpacaMarketDataOptions): MarketData {
  assertModeAgrees(options);
  const { endpoints, credentials, logger, feed = 'iex', timeoutMs = 10_000 } = options;
  const configuration = new marketData.Configuration({
    basePath: endpoints.dataUrl,
    keyId: credentials.keyId,
    secret: credentials.secretKey,
    timeoutMs,
    fetchApi: fetchOnly(endpoints.dataUrl),
  });
  const stocks = new marketData.StockApi(configuration);
  const articles = new marketData.NewsApi(configuration);

  return {
    async dailyBars(query, signal) {
      const asked = { source: 'alpaca-data', request: 'GET /v2/stocks/bars' };
      const found = new Map<string, Bar[]>();
      for (const symbols of batches(query.symbols)) {
        const ask =
          (pageToken: string | undefined): AlpacaCall =>
          async (init) =>
            await stocks.stockBarsRaw(
              {
                symbols: symbols.join(','),
                timeframe: '1Day',
                start: new Date(query.start),
                end: new Date(query.end),
                limit: BARS_PER_PAGE,
                adjustment: 'split',
                sort: 'asc',
                feed,
                ...(pageToken === undefined ? {} : { pageToken }),
              },
              init,
            );
        for await (const { bars } of pages(barsAnswer, asked, ask, signal)) {
          for (const [symbol, some] of Object.entries(bars ?? {})) {
            if (some === null || some.length === 0) continue;
            found.set(symbol, [...(found.get(symbol) ?? []), ...some]);
          }
        }
      }
      logger.debug({ asked: query.symbols.length, found: found.size }, 'daily bars');
      return found;
    },

    async snapshots(symbols, signal) {
      const asked = { source: 'alpaca-data', request: 'GET /v2/stocks/snapshots' };
      const found = new Map<string, Snapshot>();
      for (const batch of batches(symbols)) {
        const call: AlpacaCall = async (init) =>
          await stocks.stockSnapshotsRaw({ symbols: batch.join(','), feed }, init);
        const answer = parseAnswer(snapshotsAnswer, await readAlpaca(asked, call, signal), asked);
        for (const [symbol, snapshot] of Object.entries(answer)) {
          if (snapshot !== null) found.set(symbol, snapshot);
        }
      }
      return found;
    },

    async news({ symbols, limit }, signal) {
      const asked = { source: 'alpaca-data', request: 'GET /v1beta1/news' };
      const found = new Map<string, NewsItem>();
      for (const batch of batches(symbols)) {
        const ask =
          (pageToken: string | undefined): AlpacaCall =>
          async (init) =>
            await articles.newsRaw(
              {
                symbols: batch.join(','),
                limit: Math.min(limit, NEWS_PER_PAGE),
                sort: 'desc',
                ...(pageToken === undefined ? {} : { pageToken }),
              },
              init,
            );
        let taken = 0;
        for await (const { news } of pages(newsAnswer, asked, ask, signal)) {
          for (const item of news) found.set(item.id, item);
          taken += news.length;
          if (taken >= limit) break;
        }
      }
      return [...found.values()]
        .sort((a, b) => (a.createdAt > b.createdAt ? -1 : Number(a.createdAt < b.createdAt)))
        .slice(0, limit);
    },
  };
}

/** Follows `next_page_token` to the end. @throws SourceOutage for a token that leads back. */
async function* pages<Schema extends z.ZodType<{ readonly next_page_token?: string | null | undefined }>>(
  schema: Schema,
  asked: Asked,
  ask: (pageToken: string | undefined) => AlpacaCall,
  signal: AbortSignal | undefined,
): AsyncGenerator<z.output<Schema>> {
  const used = new Set<string>();
  let token: string | undefined;
  do {
    const page = parseAnswer(schema, await readAlpaca(asked, ask(token), signal), asked);
    yield page;
    token = page.next_page_token ?? undefined;
    if (token !== undefined && used.has(token)) {
      throw new SourceOutage({ ...asked, kind: 'malformed', reason: 'the next page is an earlier one' });
    }
    if (token !== undefined) used.add(token);
  } while (token !== undefined);
}

function* batches(symbols: readonly string[]): Generator<readonly string[]> {
  const unique = [...new Set(symbols)];
  for (let from = 0; from < unique.length; from += SYMBOLS_PER_REQUEST) {
    yield unique.slice(from, from + SYMBOLS_PER_REQUEST);
  }
}
