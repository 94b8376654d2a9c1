import { marketData } from '@alpacahq/alpaca-trade-api';
import type { AccountMode } from '../../domain/account-mode.ts';
import type { NewsItem, Snapshot } from '../../domain/market.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import type { Logger } from '../../telemetry/log.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import type { AlpacaCredentials } from './credentials.ts';
import type { AlpacaEndpoints } from './endpoints.ts';
import { MARKET_STREAM_TIMINGS, type MarketStreamTimings, openMarketStream } from './market-stream.ts';
import { assertModeAgrees, fetchOnly } from './mode-guard.ts';
import { batches, pages } from './pages.ts';
import { type AlpacaCall, readAlpaca } from './read-alpaca.ts';
import { newsAnswer, snapshotsAnswer } from './stock-answer.ts';
import { createStockHistory, type HistoricalFeed } from './stock-history.ts';

export interface AlpacaMarketDataOptions {
  readonly mode: AccountMode;
  readonly endpoints: AlpacaEndpoints;
  readonly credentials: AlpacaCredentials;
  /** `iex` is in every plan; `sip` (all exchanges) needs a paid one. */
  readonly feed?: HistoricalFeed;
  readonly timeoutMs?: number;
  readonly logger: Logger;
  readonly streamTimings?: MarketStreamTimings;
}

/** The most that Alpaca gives in one answer. */
const NEWS_PER_PAGE = 50;
const NEWS = { source: 'alpaca-data', request: 'GET /v1beta1/news' };

/**
 * Alpaca's market data for shares: history, the latest of each symbol, news.
 * @throws BrokerModeMismatch when mode, hosts and keys do not belong together.
 */
export function createAlpacaMarketData(options: AlpacaMarketDataOptions): MarketData {
  assertModeAgrees(options);
  const { endpoints, credentials, logger, feed = 'iex', timeoutMs = 10_000 } = options;
  const { streamTimings: timings = MARKET_STREAM_TIMINGS } = options;
  const configuration = new marketData.Configuration({
    basePath: endpoints.dataUrl,
    keyId: credentials.keyId,
    secret: credentials.secretKey,
    timeoutMs,
    fetchApi: fetchOnly(endpoints.dataUrl),
  });
  const stocks = new marketData.StockApi(configuration);
  const articles = new marketData.NewsApi(configuration);
  const askNews =
    ({ symbols, start, end, limit, page }: Parameters<MarketData['newsPage']>[0]): AlpacaCall =>
    async (init) =>
      await articles.newsRaw(
        {
          symbols: [...new Set(symbols)].join(','),
          limit,
          sort: 'desc',
          ...(start === undefined ? {} : { start: new Date(start) }),
          ...(end === undefined ? {} : { end: new Date(end) }),
          ...(page === undefined ? {} : { pageToken: page }),
        },
        init,
      );

  return {
    feed: `alpaca:${feed}`,
    ...createStockHistory(configuration, feed),
    stream: (listener) =>
      openMarketStream(
        { url: `${endpoints.marketStreamUrl}/${feed}`, credentials, logger, timings },
        listener,
      ),

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
      const found = new Map<string, NewsItem>();
      for (const batch of batches(symbols)) {
        const ask = (page: string | undefined) =>
          askNews({ symbols: batch, limit: Math.min(limit, NEWS_PER_PAGE), page });
        let taken = 0;
        for await (const { news } of pages(newsAnswer, NEWS, ask, signal)) {
          for (const item of news) found.set(item.id, item);
          taken += news.length;
          if (taken >= limit) break;
        }
      }
      return [...found.values()]
        .sort((a, b) => (a.createdAt > b.createdAt ? -1 : Number(a.createdAt < b.createdAt)))
        .slice(0, limit);
    },

    async newsPage(query, signal) {
      const answer = parseAnswer(newsAnswer, await readAlpaca(NEWS, askNews(query), signal), NEWS);
      const token = answer.next_page_token;
      return { items: answer.news, ...(token ? { nextPage: token } : {}) };
    },
  };
}
