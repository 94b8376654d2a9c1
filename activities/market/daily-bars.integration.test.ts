import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { createAlpacaMarketData } from '../../connectors/alpaca/market-data.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { Broker } from '../../domain/ports/broker.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { aCycle, anAccount, aStrategy } from '../../tests/support/rows.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import type { MarketDeps } from '../deps.ts';
import { createEvidenceStore } from '../evidence-store.ts';
import { createAskedSplits } from './asked-splits.ts';
import { dailyBarsOf } from './daily-bars.ts';

const START = '2025-09-01T12:00:00.000Z';
const FRIDAY = '2026-01-09T15:30:00.000Z';
let database: TestDatabase;
let sandbox: RunningSandbox;
let market: MarketData;
let deps: MarketDeps;
let cycleId: string;
let account: BrokerAccountRow;

beforeAll(async () => {
  [database, sandbox] = await Promise.all([
    createTestDatabase(),
    startSandbox({ now: '2026-01-16T15:30:00Z', speed: 0 }),
  ]);
  market = createAlpacaMarketData({
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', sandbox.url),
    credentials: { keyId: 'PKDAILY', secretKey: 'any' },
    logger: createLogger({ name: 'daily', level: 'silent' }),
  });
  deps = {
    db: database.db,
    now: () => new Date(),
    evidence: createEvidenceStore(database.db),
    brokerOf: (): Broker => {
      throw new Error('no broker here');
    },
    marketDataOf: () => market,
  };
  account = await anAccount(database.db);
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});
beforeEach(async () => {
  await sandbox.control.clearFaults();
  await sandbox.control.resetRequests();
  cycleId = (await aCycle(database.db, await aStrategy(database.db, account))).id;
});

const barsAt = async (brokerTime: string, symbols: readonly string[], askedSplits = createAskedSplits()) =>
  await dailyBarsOf({ ...deps, askedSplits }, market, cycleId, { symbols, start: START, brokerTime });

async function requests(): Promise<Readonly<Record<string, number>>> {
  const { requests: counted } = await sandbox.control.requests();
  return Object.fromEntries(counted.map(({ path, count }) => [path, count]));
}

describe('the daily bars of a cycle', () => {
  test('are those of the source itself, in the shares of the moment, and none of the day under way', async () => {
    const bars = await barsAt(FRIDAY, ['NFLX', 'AAPL', 'NOPE']);
    const asked = { symbols: ['NFLX', 'AAPL'], start: START, end: '2026-01-09T04:59:59.999Z' };
    const theirs = await market.bars({ ...asked, timeframe: '1Day', adjustment: 'split' });
    expect(Object.keys(bars).sort()).toEqual(['AAPL', 'NFLX']);
    expect(bars['AAPL']).toEqual(theirs.get('AAPL'));
    const prices = (of: readonly { readonly start: string; readonly close: string }[] | undefined) =>
      of?.map(({ start, close }) => [start, close]);
    expect(prices(bars['NFLX'])).toEqual(prices(theirs.get('NFLX')));
    expect(bars['NFLX']?.at(-1)?.start).toBe('2026-01-08T05:00:00.000Z');
  });

  test('before the ex-date of a split are those that were seen then', async () => {
    const then = await barsAt('2025-11-14T15:30:00.000Z', ['NFLX']);
    const later = await barsAt(FRIDAY, ['NFLX']);
    const ratio = Number(then['NFLX']?.[0]?.close) / Number(later['NFLX']?.[0]?.close);
    expect(ratio).toBeCloseTo(10, 6);
  });

  test('cost one request, and a week of bars, once the store has the rest; splits one an hour', async () => {
    const symbols = ['KO', 'PEP', 'JPM', 'XOM'];
    const asked = createAskedSplits();
    await barsAt(FRIDAY, symbols, asked);
    expect(await requests()).toEqual({ '/v2/stocks/bars': 1, '/v1/corporate-actions': 1 });
    await sandbox.control.resetRequests();
    const monday = '2026-01-12T15:30:00.000Z';
    expect((await barsAt(monday, symbols, asked))['KO']?.length).toBeGreaterThan(85);
    expect(await requests()).toEqual({ '/v2/stocks/bars': 1, '/v1/corporate-actions': 1 });
    await sandbox.control.resetRequests();
    await barsAt(monday, symbols, asked);
    expect(await requests()).toEqual({ '/v2/stocks/bars': 1 });
    await sandbox.control.resetRequests();
    await barsAt(monday, [...symbols, 'WMT'], asked);
    expect(await requests()).toEqual({ '/v2/stocks/bars': 2, '/v1/corporate-actions': 1 });
  });

  test('leave beside them where each came from: which source, when, by which splits', async () => {
    await barsAt(FRIDAY, ['DIS']);
    await barsAt('2026-01-12T15:30:00.000Z', ['DIS', 'NFLX']);
    const rows = await database.db
      .selectFrom('cycleEvidence')
      .select(['hash', 'request'])
      .where('cycleId', '=', cycleId)
      .where('role', '=', 'barOrigins')
      .orderBy('fetchedAt')
      .execute();
    const last = rows.at(-1);
    const origins = await deps.evidence.read('barOrigins', last?.hash ?? '');
    expect(origins).toMatchObject({
      feed: 'alpaca:iex',
      timeframe: '1Day',
      splitsAsOf: '2026-01-12T15:30:00.000Z',
      splits: [{ symbol: 'NFLX', exDate: '2025-11-17' }],
    });
    const [first, second, ...more] = origins.readings['DIS'] ?? [];
    expect(more).toEqual([]);
    expect(first?.last).toBe('2026-01-08T05:00:00.000Z');
    expect(second).toMatchObject({ first: '2026-01-09T05:00:00.000Z', bars: 1 });
    expect(Date.parse(second?.fetchedAt ?? '')).toBeGreaterThan(Date.parse(first?.fetchedAt ?? ''));
    expect(last?.request).toContain('the rest from the store');
  });

  test.each(['/v2/stocks/bars', '/v1/corporate-actions'])(
    'are missing when %s does not answer, however full the store',
    async (path) => {
      await barsAt(FRIDAY, ['KO']);
      await sandbox.control.fault({ system: 'alpaca-data', path, effect: 'status', status: 500 });
      await expect(barsAt(FRIDAY, ['KO'])).rejects.toThrow(SourceOutage);
    },
  );
});
