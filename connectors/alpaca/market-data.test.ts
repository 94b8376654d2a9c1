import { afterEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../telemetry/log.ts';
import {
  patienceMs,
  type ScriptedReply,
  type SeenRequest,
  startScriptedServer,
} from '../http/scripted-server.ts';
import { SOURCE_FAILURES } from '../http/source-failures.ts';
import { alpacaEndpoints } from './endpoints.ts';
import { createAlpacaMarketData } from './market-data.ts';

const daily = { timeframe: '1Day', adjustment: 'split' } as const;
const range = { start: '2022-01-03T00:00:00.000Z', end: '2022-08-17T00:00:00.000Z' };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function dataAt(answer: (request: SeenRequest) => ScriptedReply, timeoutMs = patienceMs()) {
  const server = await startScriptedServer(answer);
  closers.push(async () => await server.close());
  const data = createAlpacaMarketData({
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', server.url),
    credentials: { keyId: 'PKUNIT', secretKey: 'secret' },
    logger: createLogger({ name: 'unit', level: 'silent' }),
    timeoutMs,
  });
  return { data, server };
}

describe('daily bars', () => {
  const bar = {
    t: '2022-01-03T05:00:00Z',
    o: 178.26,
    h: 178.26,
    l: 178.21,
    c: 178.21,
    v: 1118,
    n: 65,
    vw: 178.235733,
  };

  test('many symbols go out as one comma-joined text, and the pages come back together', async () => {
    const { data, server } = await dataAt(({ query }) =>
      query.get('page_token') === null
        ? { json: { bars: { AAPL: [bar] }, next_page_token: 'next' } }
        : {
            json: {
              bars: { AAPL: [{ ...bar, t: '2022-01-04T05:00:00Z' }], MSFT: [bar] },
              next_page_token: null,
            },
          },
    );
    const found = await data.bars({ ...daily, symbols: ['AAPL', 'MSFT', 'NOPE', 'AAPL'], ...range });
    expect(server.seen).toHaveLength(2);
    expect(server.seen[0]?.path).toBe('/v2/stocks/bars');
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      symbols: 'AAPL,MSFT,NOPE',
      timeframe: '1Day',
      ...range,
      limit: '10000',
      adjustment: 'split',
      feed: 'iex',
      sort: 'asc',
    });
    expect(server.seen[1]?.query.get('page_token')).toBe('next');
    expect([...found.keys()]).toEqual(['AAPL', 'MSFT']);
    expect(found.get('AAPL')?.map(({ start }) => start)).toEqual([
      '2022-01-03T05:00:00.000Z',
      '2022-01-04T05:00:00.000Z',
    ]);
    expect(found.get('MSFT')?.[0]).toEqual({
      start: '2022-01-03T05:00:00.000Z',
      open: '178.26',
      high: '178.26',
      low: '178.21',
      close: '178.21',
      volume: '1118',
    });
  });

  test('digits beyond a float survive', async () => {
    const body =
      '{"bars":{"A":[{"t":"2022-01-03T05:00:00Z","o":0.10000000000000001,"h":1,"l":1,"c":1,"v":9007199254740993}]}}';
    const { data } = await dataAt(() => ({ body }));
    const found = await data.bars({ ...daily, symbols: ['A'], ...range });
    expect(found.get('A')?.[0]).toMatchObject({ open: '0.10000000000000001', volume: '9007199254740993' });
  });

  test('no symbols, no request', async () => {
    const { data, server } = await dataAt(() => ({ json: {} }));
    expect((await data.bars({ ...daily, symbols: [], ...range })).size).toBe(0);
    expect(await data.news({ symbols: [], limit: 5 })).toEqual([]);
    expect((await data.snapshots([])).size).toBe(0);
    expect(server.seen).toHaveLength(0);
  });

  test('a page that leads back to itself is an outage', async () => {
    const { data } = await dataAt(() => ({ json: { bars: {}, next_page_token: 'same' } }));
    await expect(data.bars({ ...daily, symbols: ['A'], ...range })).rejects.toMatchObject({
      kind: 'malformed',
    });
  });

  test('a bar with a price missing is an outage that names it', async () => {
    const { data } = await dataAt(() => ({
      json: { bars: { A: [{ ...bar, c: null }] }, next_page_token: null },
    }));
    await expect(data.bars({ ...daily, symbols: ['A'], ...range })).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('bars.A.0.c'),
    });
  });
});

describe('quotes and trades', () => {
  const wireTrade = {
    t: '2022-01-03T09:00:00.086175744Z',
    x: 'P',
    p: 178.26,
    s: 246,
    c: ['@', 'T'],
    z: 'C',
  };

  test('trades keep id, exchange, conditions and what became of them; the page goes out and comes back', async () => {
    const body = JSON.stringify({
      trades: { AAPL: [{ ...wireTrade, i: 1 }], NONE: null },
      next_page_token: 'more',
    }).replace('"i":1', '"i":9007199254740993,"u":"canceled"');
    const { data, server } = await dataAt(() => ({ body }));
    const asked = { symbols: ['AAPL', 'NONE'], ...range, limit: 1 };
    const page = await data.tradesPage(asked);
    expect(server.seen[0]?.path).toBe('/v2/stocks/trades');
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      symbols: 'AAPL,NONE',
      ...range,
      limit: '1',
      feed: 'iex',
      sort: 'asc',
    });
    expect(page.nextPage).toBe('more');
    expect(Object.fromEntries(page.items)).toEqual({
      AAPL: [
        {
          price: '178.26',
          size: '246',
          at: '2022-01-03T09:00:00.086Z',
          id: '9007199254740993',
          exchange: 'P',
          conditions: ['@', 'T'],
          update: 'canceled',
        },
      ],
    });
    await data.tradesPage({ ...asked, page: page.nextPage });
    expect(server.seen[1]?.query.get('page_token')).toBe('more');
  });

  test('quotes of many symbols come back by symbol', async () => {
    const wire = {
      ap: 387.7,
      as: 1,
      ax: 'C',
      bp: 387.67,
      bs: 1,
      bx: 'N',
      c: ['R'],
      t: '2021-02-06T13:35:08Z',
    };
    const { data, server } = await dataAt(() => ({
      json: { quotes: { AAPL: [wire], MSFT: [wire, wire] }, next_page_token: null },
    }));
    const page = await data.quotesPage({ symbols: ['AAPL', 'MSFT'], ...range, limit: 3 });
    expect(server.seen[0]?.path).toBe('/v2/stocks/quotes');
    expect(page.nextPage).toBeUndefined();
    expect([...page.items].map(([symbol, quotes]) => [symbol, quotes.length])).toEqual([
      ['AAPL', 1],
      ['MSFT', 2],
    ]);
    expect(page.items.get('AAPL')?.[0]).toEqual({
      bid: '387.67',
      ask: '387.7',
      bidSize: '1',
      askSize: '1',
      at: '2021-02-06T13:35:08.000Z',
    });
  });
});

describe('splits', () => {
  const forward = { id: 'x', symbol: 'SRE', cusip: 'c', new_rate: 2, old_rate: 1, ex_date: '2023-08-22' };

  test('forward and reverse splits of many symbols, over pages', async () => {
    const { data, server } = await dataAt(({ query }) =>
      query.get('page_token') === null
        ? { json: { corporate_actions: { forward_splits: [forward] }, next_page_token: 'n' } }
        : {
            json: {
              corporate_actions: {
                reverse_splits: [{ ...forward, symbol: 'MNTS', old_rate: 50, new_rate: 1 }],
              },
              next_page_token: null,
            },
          },
    );
    const found = await data.splits({ symbols: ['SRE', 'MNTS'], ...range });
    expect(server.seen[0]?.path).toBe('/v1/corporate-actions');
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      symbols: 'SRE,MNTS',
      types: 'forward_split,reverse_split',
      start: '2022-01-03',
      end: '2022-08-17',
      limit: '1000',
      sort: 'asc',
    });
    expect(found).toEqual([
      { symbol: 'SRE', exDate: '2023-08-22', oldShares: '1', newShares: '2' },
      { symbol: 'MNTS', exDate: '2023-08-22', oldShares: '50', newShares: '1' },
    ]);
  });

  test.each([{ new_rate: 0 }, { new_rate: -2 }, { ex_date: 'soon' }, { old_rate: undefined }])(
    'a split that makes no sense is an outage, not a price: %j',
    async (wrong) => {
      const { data } = await dataAt(() => ({
        json: { corporate_actions: { forward_splits: [{ ...forward, ...wrong }] }, next_page_token: null },
      }));
      await expect(data.splits({ symbols: ['SRE'], ...range })).rejects.toMatchObject({ kind: 'malformed' });
    },
  );
});

describe('snapshots', () => {
  test('quote and last trade, a half quote left out, an unknown symbol absent', async () => {
    const latestQuote = { ap: 172.7, as: 5, ax: 'Q', bp: 172.6, bs: 2, t: '2022-08-17T10:18:27.052763263Z' };
    const latestTrade = { p: 172.61, s: 160, i: 1011, t: '2022-08-17T10:18:24.114694956Z' };
    const { data, server } = await dataAt(() => ({
      json: {
        AAPL: { latestQuote, latestTrade, dailyBar: null },
        HALF: { latestQuote: { ...latestQuote, bp: 0 } },
        NOPE: null,
      },
    }));
    const found = await data.snapshots(['AAPL', 'HALF', 'NOPE']);
    expect(server.seen[0]?.query.get('symbols')).toBe('AAPL,HALF,NOPE');
    expect(found.get('AAPL')).toEqual({
      quote: { bid: '172.6', ask: '172.7', bidSize: '2', askSize: '5', at: '2022-08-17T10:18:27.052Z' },
      lastTrade: { price: '172.61', size: '160', at: '2022-08-17T10:18:24.114Z' },
    });
    expect(found.get('HALF')).toEqual({});
    expect(found.has('NOPE')).toBe(false);
  });
});

describe('news', () => {
  const article = (index: number) => ({
    id: 24843171 + index,
    headline: `headline ${index}`,
    summary: '',
    author: 'x',
    source: 'benzinga',
    url: null,
    symbols: ['AAPL'],
    created_at: new Date(Date.parse('2021-12-31T11:00:00Z') - index * 1000).toISOString(),
  });

  test('symbols go out as one comma-joined text; newest first up to the limit, over pages', async () => {
    const { data, server } = await dataAt(({ query }) => {
      const from = Number(query.get('page_token') ?? 0);
      const news = Array.from({ length: 50 }, (_, index) => article(from + index));
      return { json: { news, next_page_token: String(from + 50) } };
    });
    const items = await data.news({ symbols: ['AAPL', 'MSFT'], limit: 70 });
    expect(server.seen).toHaveLength(2);
    expect(server.seen[0]?.path).toBe('/v1beta1/news');
    expect(server.seen[0]?.query.get('symbols')).toBe('AAPL,MSFT');
    expect(items).toHaveLength(70);
    expect(items[69]).toMatchObject({ id: '24843240', headline: 'headline 69', url: '' });
  });
});

describe('failures', () => {
  test.each(SOURCE_FAILURES)('$name is an outage: $kind', async ({ reply, kind, retryAfterMs }) => {
    const { data, server } = await dataAt(() => reply, patienceMs(reply));
    const expected = { name: 'SourceOutage', source: 'alpaca-data', kind, retryAfterMs };
    await expect(data.snapshots(['A'])).rejects.toMatchObject(expected);
    await expect(data.news({ symbols: ['A'], limit: 1 })).rejects.toMatchObject(expected);
    const asked = { symbols: ['A'], ...range, limit: 1 };
    await expect(data.bars({ ...daily, ...asked })).rejects.toMatchObject(expected);
    await expect(data.barsPage({ ...daily, ...asked })).rejects.toMatchObject(expected);
    await expect(data.quotesPage(asked)).rejects.toMatchObject(expected);
    await expect(data.tradesPage(asked)).rejects.toMatchObject(expected);
    await expect(data.splits(asked)).rejects.toMatchObject(expected);
    await expect(data.newsPage(asked)).rejects.toMatchObject(expected);
    expect(server.seen).toHaveLength(8);
  });
});
