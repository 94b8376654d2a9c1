import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGeneratedMarket } from '../world/generated-market.ts';
import { answerSchema, shapeErrors } from '../world/open-api-shape.ts';
import { createAlpacaDataRoutes } from './routes.ts';

const market = createGeneratedMarket({ seed: 7 });
const now = Date.parse('2026-11-20T16:00:05Z');
const routes = createAlpacaDataRoutes({ market, clock: { now: () => now, speed: () => 0 } });

async function get(path: string) {
  const answer = await routes.request(path);
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** Follows the page tokens to the end. */
async function getAll(path: string, kind: 'bars' | 'quotes' | 'trades') {
  const items: { symbol: string; t: string }[] = [];
  const sizes: number[] = [];
  for (let token: string | null = ''; token !== null; ) {
    const { body } = await get(`${path}${token === '' ? '' : `&page_token=${encodeURIComponent(token)}`}`);
    const page = Object.entries<{ t: string }[]>(body[kind]).flatMap(([symbol, list]) =>
      list.map(({ t }) => ({ symbol, t })),
    );
    sizes.push(page.length);
    items.push(...page);
    token = body.next_page_token;
  }
  return { items, sizes };
}

describe('Alpaca market data', () => {
  it('counts the limit over all symbols and gives every bar once, in order', async () => {
    const path = '/v2/stocks/bars?symbols=SPY,AAPL,MSFT&timeframe=1Day&start=2026-10-01';
    const whole = await getAll(`${path}&limit=10000`, 'bars');
    const paged = await getAll(`${path}&limit=7`, 'bars');
    expect(whole.sizes).toHaveLength(1);
    expect(paged.items).toEqual(whole.items);
    expect(paged.sizes.slice(0, -1).every((size) => size === 7)).toBe(true);
    expect(new Set(whole.items.map(({ symbol, t }) => `${symbol} ${t}`)).size).toBe(whole.items.length);
    expect([...new Set(whole.items.map(({ symbol }) => symbol))]).toEqual(['AAPL', 'MSFT', 'SPY']);
  });

  it('gives the same items backwards when sorted downwards', async () => {
    const path = '/v2/stocks/trades?symbols=AAPL&start=2026-11-20T15:40:00Z&limit=37';
    const up = await getAll(path, 'trades');
    const down = await getAll(`${path}&sort=desc`, 'trades');
    expect(up.items.length).toBeGreaterThan(300);
    expect(down.items).toEqual(up.items.toReversed());
  });

  it('pages quotes within a span, ends included', async () => {
    const path = '/v2/stocks/quotes?symbols=AAPL&start=2026-11-20T15:00:00Z&end=2026-11-20T15:00:10Z&limit=4';
    const { items } = await getAll(path, 'quotes');
    expect(items).toHaveLength(11);
    expect(items.at(-1)?.t).toBe('2026-11-20T15:00:10Z');
  });

  it('stamps a day at midnight in New York and shows the present one as far as traded', async () => {
    const { body } = await get('/v2/stocks/AAPL/bars?timeframe=1D&start=2026-11-19');
    expect(body.symbol).toBe('AAPL');
    expect(body.bars.map(({ t }: { t: string }) => t)).toEqual([
      '2026-11-19T05:00:00Z',
      '2026-11-20T05:00:00Z',
    ]);
  });

  it('shows a minute only when it is over, and nothing after the clock', async () => {
    const { body } = await get('/v2/stocks/AAPL/bars?timeframe=1Min&end=2030-01-01&limit=10000');
    expect(body.bars.at(-1).t).toBe('2026-11-20T15:59:00Z');
    const later = await get('/v2/stocks/AAPL/trades?start=2026-11-20T16:00:06Z&end=2026-11-21');
    expect(later.body).toEqual({ trades: [], symbol: 'AAPL', next_page_token: null });
  });

  it('leaves unknown symbols out', async () => {
    expect((await get('/v2/stocks/bars?symbols=NOPE&timeframe=1Day')).body).toEqual({
      bars: {},
      next_page_token: null,
    });
    const { body } = await get('/v2/stocks/snapshots?symbols=AAPL,NOPE');
    expect(Object.keys(body)).toEqual(['AAPL']);
    expect(await get('/v2/stocks/NOPE/trades/latest')).toMatchObject({
      status: 404,
      body: { message: 'no trade found for NOPE' },
    });
  });

  it('shows one and the same moment in a snapshot and in the latest data', async () => {
    const { body } = await get('/v2/stocks/AAPL/snapshot');
    const trade = await get('/v2/stocks/trades/latest?symbols=AAPL');
    const quote = await get('/v2/stocks/AAPL/quotes/latest');
    const bar = await get('/v2/stocks/bars/latest?symbols=AAPL');
    expect(body.latestTrade).toEqual(trade.body.trades.AAPL);
    expect(body.latestQuote).toEqual(quote.body.quote);
    expect(body.minuteBar).toEqual(bar.body.bars.AAPL);
    expect(body.dailyBar.t).toBe('2026-11-20T05:00:00Z');
    expect(body.prevDailyBar.t).toBe('2026-11-19T05:00:00Z');
  });

  it('shows a pinned book as the latest quote and trade', async () => {
    const pinned = createGeneratedMarket({ seed: 7 });
    const served = createAlpacaDataRoutes({ market: pinned, clock: { now: () => now, speed: () => 0 } });
    pinned.pin('AAPL', { bid: 9, ask: 11, last: 10, bidSize: 3, askSize: 4, pinnedAt: now - 5000 });
    const body = await (await served.request('/v2/stocks/AAPL/snapshot')).json();
    expect(body).toMatchObject({ latestQuote: { bp: 9, ap: 11, bs: 3, as: 4 }, latestTrade: { p: 10 } });
  });

  it.each([
    ['/v2/stocks/bars?symbols=AAPL', 'timeframe is required'],
    ['/v2/stocks/bars?timeframe=1Day', 'symbols is required'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=60Min', 'invalid timeframe: 60Min'],
    ['/v2/stocks/bars?symbols=aapl!&timeframe=1Day', 'invalid symbol: aapl!'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&limit=0', 'invalid limit'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&start=yesterday', 'Invalid format for parameter start'],
    [
      '/v2/stocks/bars?symbols=AAPL&timeframe=1Day&start=2026-02-02&end=2026-02-01',
      'end should not be before',
    ],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&page_token=abc', 'invalid page_token'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&sort=up', 'invalid sort'],
    ['/v2/stocks/bars?symbols=AAPL&timeframe=1Day&adjustment=none', 'invalid adjustment'],
    ['/v2/stocks/AAPL/quotes/latest?feed=cnn', 'invalid feed'],
    ['/v1beta1/news?limit=51', 'invalid limit'],
  ])('refuses %s', async (path, message) => {
    const answer = await get(path);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ message: expect.stringContaining(message) });
  });

  it('gives news newest first, page by page, each once, none from the future', async () => {
    const seen: { id: number; created_at: string; symbols: string[] }[] = [];
    for (let token = ''; ; ) {
      const { body } = await get(
        `/v1beta1/news?symbols=AAPL,MSFT&start=2026-08-01&limit=9&page_token=${token}`,
      );
      seen.push(...body.news);
      if (body.next_page_token === null) break;
      token = body.next_page_token;
    }
    const times = seen.map((article) => Date.parse(article.created_at));
    expect(seen.length).toBeGreaterThan(20);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(seen.map((article) => article.id)).size).toBe(seen.length);
    expect(Math.max(...times)).toBeLessThanOrEqual(now);
    expect(new Set(seen.flatMap((article) => article.symbols))).toEqual(new Set(['AAPL', 'MSFT']));
  });
});

const contract = new URL('../../../shared/contracts/alpaca/market-data-api.json', import.meta.url).pathname;

describe.skipIf(!existsSync(contract))("Alpaca's own description of its market data", () => {
  const query = 'symbols=AAPL,SPY&timeframe=1Hour&limit=5&currency=USD';
  it.each([
    ['/v2/stocks/bars', `/v2/stocks/bars?${query}`],
    ['/v2/stocks/quotes', `/v2/stocks/quotes?${query}`],
    ['/v2/stocks/trades', `/v2/stocks/trades?${query}`],
    ['/v2/stocks/snapshots', `/v2/stocks/snapshots?${query}`],
    ['/v2/stocks/bars/latest', `/v2/stocks/bars/latest?${query}`],
    ['/v2/stocks/quotes/latest', `/v2/stocks/quotes/latest?${query}`],
    ['/v2/stocks/trades/latest', `/v2/stocks/trades/latest?${query}`],
    ['/v2/stocks/{symbol}/bars', `/v2/stocks/AAPL/bars?${query}`],
    ['/v2/stocks/{symbol}/quotes', `/v2/stocks/AAPL/quotes?${query}`],
    ['/v2/stocks/{symbol}/trades', `/v2/stocks/AAPL/trades?${query}`],
    ['/v2/stocks/{symbol}/snapshot', `/v2/stocks/AAPL/snapshot?${query}`],
    ['/v2/stocks/{symbol}/bars/latest', `/v2/stocks/AAPL/bars/latest?${query}`],
    ['/v2/stocks/{symbol}/quotes/latest', `/v2/stocks/AAPL/quotes/latest?${query}`],
    ['/v2/stocks/{symbol}/trades/latest', `/v2/stocks/AAPL/trades/latest?${query}`],
    ['/v1beta1/news', '/v1beta1/news?limit=3&include_content=true'],
  ])('is kept by %s', async (path, request) => {
    const document = JSON.parse(readFileSync(contract, 'utf8'));
    const schema = answerSchema(document, path);
    expect(schema).toBeDefined();
    const { status, body } = await get(request);
    expect(status).toBe(200);
    expect(shapeErrors(document, schema, body)).toEqual([]);
  });

  it('shows history before a split in the shares of then, unless it is asked to adjust', async () => {
    const asked = '/v2/stocks/bars?symbols=NFLX,AAPL&timeframe=1Day&start=2025-11-13&end=2025-11-19';
    const closes = async (adjustment: string, symbol = 'NFLX'): Promise<readonly number[]> => {
      const { body } = await get(`${asked}&adjustment=${adjustment}`);
      const bars: readonly { c: number }[] = body.bars[symbol];
      return bars.map((bar) => bar.c);
    };
    const [raw, split] = [await closes('raw'), await closes('split')];
    const ratios = raw.map((close, day) => Math.round((close / (split[day] ?? 0)) * 1000) / 1000);
    expect(ratios).toEqual([10, 10, 1, 1, 1]);
    expect((await get(asked)).body.bars.NFLX.map((bar: { c: number }) => bar.c)).toEqual(raw);
    expect(await closes('all')).toEqual(split);
    expect(await closes('raw', 'AAPL')).toEqual(await closes('split', 'AAPL'));
  });

  it('shows trades and quotes before a split as they were', async () => {
    const span = 'symbols=NFLX&start=2025-11-14T15:00:00Z&end=2025-11-14T15:01:00Z';
    const minute = (await get(`/v2/stocks/bars?${span}&timeframe=1Min`)).body.bars.NFLX[0];
    const trades = (await get(`/v2/stocks/trades?${span}`)).body.trades.NFLX;
    const quotes = (await get(`/v2/stocks/quotes?${span}`)).body.quotes.NFLX;
    expect(trades[0].p).toBe(minute.o);
    expect(quotes[0].bp).toBeGreaterThan(minute.l * 0.98);
    expect(quotes[0].ap).toBeLessThan(minute.h * 1.02);
  });

  it('tells of splits once their day has come, and of nothing else', async () => {
    const asked = '/v1/corporate-actions?symbols=NFLX,AAPL&types=forward_split,reverse_split';
    const { body } = await get(`${asked}&start=2025-01-01&end=2026-12-31`);
    expect(body).toEqual({
      corporate_actions: {
        forward_splits: [
          expect.objectContaining({ symbol: 'NFLX', ex_date: '2025-11-17', old_rate: 1, new_rate: 10 }),
        ],
      },
      next_page_token: null,
    });
    expect((await get(`${asked}&start=2026-01-01&end=2026-12-31`)).body.corporate_actions).toEqual({});
    expect((await get('/v1/corporate-actions?types=nonsense')).status).toBe(400);
    const before = createAlpacaDataRoutes({
      market,
      clock: { now: () => Date.parse('2025-11-16T23:00:00Z'), speed: () => 0 },
    });
    const early = await before.request(`${asked}&start=2025-01-01&end=2026-12-31`);
    expect(await early.json()).toEqual({ corporate_actions: {}, next_page_token: null });
  });
});
