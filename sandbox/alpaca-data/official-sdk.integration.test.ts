import { marketData } from '@alpacahq/alpaca-trade-api';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGeneratedMarket } from '../world/generated-market.ts';
import { createAlpacaDataRoutes } from './routes.ts';

const now = Date.parse('2026-11-20T16:00:05Z');
const market = createGeneratedMarket({ seed: 7 });

let server: ServerType;
let configuration: marketData.Configuration;

beforeAll(async () => {
  const routes = createAlpacaDataRoutes({ market, clock: { now: () => now, speed: () => 0 } });
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      resolve(info.port);
    });
  });
  const basePath = `http://127.0.0.1:${port}`;
  configuration = new marketData.Configuration({ keyId: 'KEY', secret: 'SECRET', basePath });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

describe('the official SDK', () => {
  it('reads all pages of the bars of 100 symbols', async () => {
    const symbols = market
      .assets()
      .slice(0, 100)
      .map((asset) => asset.symbol);
    const stocks = new marketData.StockApi(configuration);
    const counts = new Map<string, number>();
    let pageToken: string | undefined;
    let firstTime: Date | undefined;
    let pages = 0;
    do {
      const page = await stocks.stockBars({
        symbols: symbols.join(','),
        timeframe: '1Day',
        start: new Date('2026-07-13T00:00:00Z'),
        end: new Date(now),
        limit: 4000,
        ...(pageToken !== undefined && { pageToken }),
      });
      // Typed as a Date; below a map the SDK leaves it a text.
      firstTime ??= new Date(Object.values(page.bars)[0]?.[0]?.t ?? '');
      for (const [symbol, bars] of Object.entries(page.bars)) {
        counts.set(symbol, (counts.get(symbol) ?? 0) + bars.length);
      }
      pageToken = page.nextPageToken ?? undefined;
      pages += 1;
    } while (pageToken !== undefined);
    expect(pages).toBe(3);
    expect(firstTime).toEqual(new Date('2026-07-13T04:00:00Z'));
    expect([...counts.keys()]).toEqual(symbols.toSorted());
    expect(new Set(counts.values()).size).toBe(1);
  });

  it('reads snapshots, latest quotes and trades', async () => {
    const stocks = new marketData.StockApi(configuration);
    const snapshots = await stocks.stockSnapshots({ symbols: 'AAPL,BRK.B' });
    const book = market.book('BRK.B', now);
    expect(snapshots['BRK.B']?.latestQuote).toMatchObject({ bp: book?.bid, ap: book?.ask });
    expect(snapshots['AAPL']?.prevDailyBar?.c).toBeGreaterThan(0);
    const quotes = await stocks.stockLatestQuotes({ symbols: 'AAPL' });
    expect(quotes.quotes['AAPL']?.t).toEqual(new Date(market.book('AAPL', now)?.at ?? 0));
    const trade = await stocks.stockLatestTradeSingle({ symbol: 'AAPL' });
    expect(trade.trade.p).toBe(snapshots['AAPL']?.latestTrade?.p);
  });

  it('reads news', async () => {
    const page = await new marketData.NewsApi(configuration).news({ symbols: 'AAPL', limit: 3 });
    expect(page.news).toHaveLength(3);
    expect(page.news[0]?.createdAt.getTime()).toBeLessThanOrEqual(now);
    expect(page.nextPageToken).toEqual(expect.any(String));
  });

  it('turns a refusal into its own kind of error, with our message', async () => {
    const stocks = new marketData.StockApi(configuration);
    await expect(stocks.stockBars({ symbols: 'AAPL', timeframe: '61Min' })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('invalid timeframe: 61Min'),
    });
  });
});
