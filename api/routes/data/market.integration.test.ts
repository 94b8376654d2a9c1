import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { keepBars } from '../../../db/queries/market/bars.ts';
import { IMPORT_FEED } from '../../../domain/market.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { openTradingFloor, type TradingFloor } from '../../../tests/support/trading-floor.ts';
import { barsPage, marketTradesPage, newsPage, quotesPage } from '../../contract/market.ts';
import { problem } from '../../contract/problem.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let floor: TradingFloor;
let api: ApiUnderTest;
let key: string;

beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.sandbox.control.clock({ speed: 0 });
  await floor.startWorker();
  api = apiUnderTest({
    db: floor.database.db,
    temporal: { address: inject('temporalAddress'), namespace: floor.client.options.namespace },
  });
  key = await aKeyOf(floor.database.db, floor.account.userId);
});
afterAll(async () => {
  await api.close();
  await floor.close();
});
afterEach(async () => {
  await floor.sandbox.control.clearFaults();
  await untilAnswered();
});

const get = async (path: string) => await api.call('GET', `/v1/market/${path}`, { key });

async function bodyOf<T>(schema: { parse(value: unknown): T }, path: string): Promise<T> {
  const response = await get(path);
  const body: unknown = await response.json();
  expect([response.status, body]).toEqual([200, expect.anything()]);
  return schema.parse(body);
}

/** A source that has failed is left alone for a second or two. */
async function untilAnswered(): Promise<void> {
  const answered = async () => ((await get('quotes?symbols=AAPL')).status === 200 ? true : undefined);
  await eventually('the source answers again', answered, 20_000);
}

async function barRequests(): Promise<number> {
  const { requests } = await floor.sandbox.control.requests();
  return requests.find(({ path }) => path === '/v2/stocks/bars')?.count ?? 0;
}

describe('bars', () => {
  test('of several symbols, by symbol and oldest first, over pages, each once', async () => {
    const asked = 'bars?symbols=MSFT,AAPL,NOPE,AAPL&timeframe=1Day';
    const whole = await bodyOf(barsPage, `${asked}&limit=1000`);
    expect(whole).toMatchObject({ source: 'alpaca:iex', adjustment: 'split', nextCursor: null });
    expect([...new Set(whole.items.map(({ symbol }) => symbol))]).toEqual(['AAPL', 'MSFT']);
    expect(whole.items.length).toBeGreaterThan(150);
    expect(whole.items.every(({ start }) => start < whole.until)).toBe(true);
    const paged = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: typeof whole = await bodyOf(
        barsPage,
        `${asked}&limit=70${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole.items);
  });

  test('are asked of the source once', async () => {
    const asked =
      'bars?symbols=KO,PEP&timeframe=1Hour&start=2026-01-05T00:00:00Z&end=2026-01-09T23:00:00-05:00&limit=1000';
    await floor.sandbox.control.resetRequests();
    const first = await bodyOf(barsPage, asked);
    expect(await barRequests()).toBe(1);
    expect(await bodyOf(barsPage, asked)).toEqual({ ...first, asOf: expect.any(String) });
    expect(await barRequests()).toBe(1);
    await floor.sandbox.control.fault({ system: 'alpaca-data', effect: 'status', status: 500 });
    expect((await bodyOf(barsPage, asked)).items).toEqual(first.items);
  });

  test('that a person imported are shown as they are, and nobody is asked', async () => {
    const bar = {
      start: '2017-01-03T14:00:00.000Z',
      open: '28.95',
      high: '29',
      low: '28',
      close: '28.9',
      volume: '7',
    };
    const about = { feed: IMPORT_FEED, timeframe: '1Hour', fetchedAt: new Date() } as const;
    await keepBars(floor.database.db, about, new Map([['AAPL', [bar]]]));
    await floor.sandbox.control.fault({ system: 'alpaca-data', effect: 'status', status: 500 });
    const page = await bodyOf(barsPage, 'bars?symbols=AAPL,MSFT&timeframe=1Hour&source=import');
    expect(page).toMatchObject({ source: 'import', adjustment: 'raw', items: [{ symbol: 'AAPL', ...bar }] });
  });

  test('before a split are in the shares of now, or as they were traded', async () => {
    const asked = 'bars?symbols=NFLX&start=2025-11-10T00:00:00Z&end=2025-11-20T00:00:00Z';
    const [split, raw] = [await bodyOf(barsPage, asked), await bodyOf(barsPage, `${asked}&adjustment=raw`)];
    const ratios = raw.items.map((bar, day) => Number(bar.close) / Number(split.items[day]?.close));
    expect(ratios.map((ratio) => Math.round(ratio))).toEqual([10, 10, 10, 10, 10, 1, 1, 1]);
  });
});

describe('quotes, trades and news', () => {
  test('without a span, the latest of each symbol', async () => {
    const quotes = await bodyOf(quotesPage, 'quotes?symbols=AAPL,SPY,NOPE');
    expect(quotes.items.map(({ symbol }) => symbol).sort()).toEqual(['AAPL', 'SPY']);
    const trades = await bodyOf(marketTradesPage, 'trades?symbols=AAPL');
    expect(trades.items).toMatchObject([{ symbol: 'AAPL', price: expect.any(String) }]);
  });

  test('with a span, history over pages, each item once', async () => {
    const minute = 'start=2026-01-06T15:00:00Z&end=2026-01-06T15:00:59.999Z';
    const read = async (limit: number) => {
      const items = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: ReturnType<typeof marketTradesPage.parse> = await bodyOf(
          marketTradesPage,
          `trades?symbols=AAPL,MSFT&${minute}&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    };
    const whole = await read(100);
    expect(whole).toHaveLength(40);
    expect(whole[0]).toMatchObject({ symbol: 'AAPL', exchange: 'V', conditions: ['@'] });
    expect(await read(15)).toEqual(whole);
    const quotes = await bodyOf(quotesPage, `quotes?symbols=AAPL&${minute}&limit=7`);
    expect(quotes.items).toHaveLength(7);
    expect(quotes.nextCursor).not.toBeNull();
  });

  test('news, newest first, over pages', async () => {
    const first = await bodyOf(newsPage, 'news?symbols=AAPL,MSFT&limit=5');
    const second = await bodyOf(newsPage, `news?symbols=AAPL,MSFT&limit=5&cursor=${first.nextCursor}`);
    const times = [...first.items, ...second.items].map(({ createdAt }) => createdAt);
    expect(times).toHaveLength(10);
    expect(times).toEqual([...times].sort().toReversed());
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(10);
  });
});

describe('bad questions are answered at once', () => {
  test.each([
    ['bars', 'INVALID_REQUEST', 'symbols'],
    ['bars?symbols=', 'INVALID_REQUEST', 'symbols'],
    ['bars?symbols=aapl', 'INVALID_REQUEST', 'symbols'],
    [
      `bars?symbols=${Array.from({ length: 101 }, (_, i) => `A${String.fromCharCode(65 + (i % 26))}${String.fromCharCode(65 + Math.floor(i / 26))}`).join(',')}`,
      'INVALID_REQUEST',
      'symbols',
    ],
    ['bars?symbols=AAPL&timeframe=2Day', 'INVALID_REQUEST', 'timeframe'],
    ['bars?symbols=AAPL&adjustment=all', 'INVALID_REQUEST', 'adjustment'],
    ['bars?symbols=AAPL&start=yesterday', 'INVALID_REQUEST', 'start'],
    ['bars?symbols=AAPL&start=2026-01-02T00:00:00Z&end=2026-01-01T00:00:00Z', 'INVALID_REQUEST', 'end'],
    ['bars?symbols=AAPL&limit=1001', 'INVALID_REQUEST', 'limit'],
    ['bars?symbols=AAPL&from=2026-01-01', 'INVALID_REQUEST', 'from'],
    ['bars?symbols=AAPL&timeframe=1Min&start=2020-01-01T00:00:00Z', 'SPAN_TOO_LARGE', '1Min'],
    ['bars?symbols=AAPL&cursor=abc', 'INVALID_CURSOR', ''],
    ['quotes?symbols=AAPL&limit=101', 'INVALID_REQUEST', 'limit'],
    ['quotes?symbols=AAPL&cursor=WyJuZXdzIiwieCJd', 'INVALID_CURSOR', ''],
    ['news?symbols=AAPL&limit=0', 'INVALID_REQUEST', 'limit'],
  ])('%s: %s', async (path, code, named) => {
    const response = await get(path);
    const body = problem.parse(await response.json());
    expect([response.status, body.code]).toEqual([400, code]);
    expect(body.detail).toContain(named);
  });

  test('a cursor that the source never gave is refused, not a failure of ours', async () => {
    const forged = Buffer.from(JSON.stringify(['trades', 'nonsense'])).toString('base64url');
    const response = await get(`trades?symbols=AAPL&start=2026-01-06T15:00:00Z&cursor=${forged}`);
    expect([response.status, problem.parse(await response.json()).code]).toEqual([422, 'SOURCE_REFUSED']);
  });

  test('without a key: 401', async () => {
    expect((await api.call('GET', '/v1/market/bars?symbols=AAPL')).status).toBe(401);
  });
});

describe('a source that does not answer', () => {
  test.each([
    ['quotes', 'quotes?symbols=AAPL', { effect: 'status', status: 500 }, 'server-error'],
    ['trades', 'trades?symbols=AAPL&start=2026-01-06T15:00:00Z', { effect: 'malformed' }, 'malformed'],
    ['news', 'news?symbols=AAPL', { effect: 'reset' }, 'network'],
    ['bars', 'bars?symbols=TSLA', { effect: 'status', status: 429 }, 'rate-limited'],
    ['bars', 'bars?symbols=TSLA', { effect: 'status', status: 403 }, 'unauthorized'],
  ])('%s: 503 with source, request and reason (%s, %j)', async (_kind, path, effect, outage) => {
    await floor.sandbox.control.fault({ system: 'alpaca-data', ...effect });
    const response = await get(path);
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({
        code: 'SOURCE_UNAVAILABLE',
        source: 'alpaca-data',
        request: expect.stringContaining('/v'),
        outage,
        detail: expect.stringMatching(/./),
      }),
    ]);
  });

  test('no worker: 503 that says so', async () => {
    await floor.killWorker();
    const impatient = apiUnderTest({
      db: floor.database.db,
      temporal: { address: inject('temporalAddress'), namespace: floor.client.options.namespace },
      deps: { marketTimeoutMs: 1_500 },
    });
    try {
      const response = await impatient.call('GET', '/v1/market/quotes?symbols=AAPL', { key });
      expect([response.status, problem.parse(await response.json()).code]).toEqual([
        503,
        'WORKER_UNAVAILABLE',
      ]);
    } finally {
      await impatient.close();
      await floor.startWorker();
    }
  });
});
