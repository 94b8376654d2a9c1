import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { backfill, startedBackfill } from '../api/contract/backfills.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../api/testing/api-under-test.ts';
import { readBars } from '../db/queries/market/bars.ts';
import { uncoveredSpans } from '../db/queries/market/market-coverage.ts';
import { eventually } from '../tests/support/eventually.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';

const FEED = 'alpaca:iex';
/** More symbols than one batch holds, and more bars than one page. */
const SYMBOLS =
  'AAPL MSFT NVDA AVGO ORCL CRM AMD GOOGL GOOG META NFLX DIS AMZN TSLA HD MCD NKE SBUX LOW WMT COST PG KO PEP JPM V MA BAC WFC GS MS AXP UNH JNJ LLY PFE MRK ABBV TMO ABT CAT BA GE HON UPS RTX LMT DE MMM DAL UBER XOM CVX COP SPY QQQ'.split(
    ' ',
  );
const START = '2024-01-02T00:00:00.000Z';
const UNTIL = '2026-01-02T00:00:00.000Z';
let floor: TradingFloor;
let api: ApiUnderTest;
let key: string;

beforeAll(async () => {
  floor = await openTradingFloor();
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
  await floor.sandbox.control.resetRequests();
});

async function start(body: Readonly<Record<string, unknown>>): Promise<string> {
  const response = await api.call('POST', '/v1/market/backfills', { key, body });
  expect(response.status).toBe(202);
  return startedBackfill.parse(await response.json()).id;
}

async function look(id: string) {
  const response = await api.call('GET', `/v1/market/backfills/${encodeURIComponent(id)}`, { key });
  expect(response.status).toBe(200);
  return backfill.parse(await response.json());
}

const ended = async (id: string) =>
  await eventually(
    `${id} has ended`,
    async () => {
      const seen = await look(id);
      return seen.status !== 'running' && seen.progress !== undefined ? seen : undefined;
    },
    60_000,
  );

async function stored(timeframe: '1Day' | '1Hour', symbols: readonly string[]) {
  return await readBars(floor.database.db, { feed: FEED, timeframe, symbols, start: START, until: UNTIL });
}

async function barRequests(): Promise<number> {
  const { requests } = await floor.sandbox.control.requests();
  return requests.find(({ path }) => path === '/v2/stocks/bars')?.count ?? 0;
}

describe('a backfill', () => {
  test('killed between two pages goes on with the page where it was, and every bar is there once', async () => {
    await floor.sandbox.control.fault({
      system: 'alpaca-data',
      path: '/v2/stocks/bars',
      effect: 'delay',
      ms: 300,
    });
    const id = await start({ symbols: SYMBOLS, start: START, end: UNTIL });
    await eventually(
      'the first page is stored',
      async () => ((await stored('1Day', SYMBOLS)).size > 0 ? true : undefined),
      30_000,
    );
    await floor.killWorker();
    await floor.startWorker();
    const { status, progress } = await ended(id);
    expect([status, progress?.missing]).toEqual(['completed', 0]);
    const bars = await stored('1Day', SYMBOLS);
    const counts = new Set([...bars.values()].map(({ length }) => length));
    expect([bars.size, counts.size]).toEqual([SYMBOLS.length, 1]);
    const first = await floor.database.db
      .selectFrom('bars')
      .select(({ fn }) => fn.countAll().as('n'))
      .execute();
    expect(Number(first[0]?.n)).toBe(SYMBOLS.length * [...counts].reduce((sum, n) => sum + n, 0));
    const pages = Math.ceil((50 * Math.max(...counts)) / 10_000) + 1;
    expect(await barRequests()).toBeLessThanOrEqual(pages + 1);
  });

  test('asks for nothing that the store has', async () => {
    const id = await start({ symbols: SYMBOLS, start: START, end: UNTIL });
    expect(await ended(id)).toMatchObject({ status: 'completed', progress: { pages: 0, added: 0 } });
    expect(await barRequests()).toBe(0);
    const longer = await start({ symbols: ['AAPL'], start: START, end: '2026-01-13T00:00:00Z' });
    expect(await ended(longer)).toMatchObject({ progress: { pages: 1, added: 7 } });
    expect(await barRequests()).toBe(1);
  });

  test('finds the sessions without a bar by the market’s calendar, and fills them', async () => {
    const wish = { symbols: ['XOM', 'KO'], timeframe: '1Hour', start: START, end: '2024-02-01T00:00:00Z' };
    await ended(await start(wish));
    const whole = await stored('1Hour', ['XOM']);
    await floor.database.db
      .deleteFrom('bars')
      .where('symbol', '=', 'XOM')
      .where('timeframe', '=', '1Hour')
      .where('start', '>=', new Date('2024-01-11T00:00:00Z'))
      .where('start', '<', new Date('2024-01-17T00:00:00Z'))
      .execute();
    const { progress } = await ended(await start(wish));
    // Thursday, Friday and Tuesday: Monday the 15th was a holiday.
    expect(progress).toMatchObject({ pages: 0, missing: 3, filled: 3 });
    const values = (bars: typeof whole) => bars.get('XOM')?.map(({ start: at, close }) => [at, close]);
    expect(values(await stored('1Hour', ['XOM']))).toEqual(values(whole));
  });

  test('stops at the last completed bar, and waits out a source that does not answer', async () => {
    await floor.sandbox.control.fault({
      system: 'alpaca-data',
      path: '/v2/stocks/bars',
      effect: 'status',
      status: 503,
      times: 2,
    });
    const id = await start({ symbols: ['IBM'], timeframe: '1Day', start: '2026-10-01T00:00:00Z' });
    const { status } = await ended(id);
    expect(status).toBe('completed');
    const { now } = await floor.sandbox.control.clock();
    const covered = {
      feed: FEED,
      series: '1Day',
      symbols: ['IBM'],
      start: '2026-10-01T00:00:00.000Z',
    } as const;
    const [open] = await uncoveredSpans(floor.database.db, { ...covered, until: '2030-01-01T00:00:00.000Z' });
    expect(Date.parse(open?.start ?? '')).toBeLessThanOrEqual(Date.parse(now));
  });
});

describe('what cannot be', () => {
  test('a source that refuses ends the backfill instead of being asked for a day', async () => {
    await floor.sandbox.control.fault({
      system: 'alpaca-data',
      path: '/v2/stocks/bars',
      effect: 'status',
      status: 403,
    });
    expect((await ended(await start({ symbols: ['QQQ'], timeframe: '1Hour', start: START }))).status).toBe(
      'failed',
    );
  });

  test.each([
    [{ symbols: [], start: START }, 400],
    [{ symbols: ['aapl'], start: START }, 400],
    [{ symbols: ['AAPL'], start: START, end: START }, 400],
    [{ symbols: ['AAPL'], start: 'long ago' }, 400],
    [{ symbols: ['AAPL'], start: START, timeframe: '5Min' }, 400],
  ])('%j is %i', async (body, status) => {
    expect((await api.call('POST', '/v1/market/backfills', { key, body })).status).toBe(status);
  });

  test.each([
    'backfill:nonsense',
    `backfill:${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}:1Day-0`,
    'order:x',
  ])('nobody sees %s', async (id) => {
    const response = await api.call('GET', `/v1/market/backfills/${encodeURIComponent(id)}`, { key });
    expect(response.status).toBe(404);
  });
});
