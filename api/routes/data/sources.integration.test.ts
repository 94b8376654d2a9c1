import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reserveResearch, settleResearch } from '../../../db/queries/models/research-days.ts';
import { keepSourceFigures } from '../../../db/queries/sources/source-figures.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import { cacheList, integrationList } from '../../contract/sources.ts';
import { aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let database: TestDatabase;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  key = await aKeyOf(database.db, (await anOwner(database.db)).id);
});
afterAll(async () => {
  await database.drop();
});

const quiet = { calls: 1, outages: {}, opened: 0, closed: 0, underWay: 0, waiting: 0 };
const cache = { source: 'finra', name: 'short interest', entries: 1, bytes: 10, maxAgeMs: 60_000 };

describe('sources and caches', () => {
  test('research without a key is not configured, and not among the sources', async () => {
    const api = apiUnderTest({ db: database.db });
    try {
      await keepSourceFigures(database.db, 'idle', {
        sources: [{ ...quiet, source: 'valyu', breaker: 'closed' }],
        caches: [],
      });
      const read = async (path: string) => (await api.call('GET', path, { key })).json();
      expect(cacheList.parse(await read('/v1/caches'))).toEqual({ workers: 1, items: [] });
      expect(integrationList.parse(await read('/v1/integrations'))).toMatchObject({
        workers: 1,
        score: { passed: 0, of: 59 },
        items: [],
        research: { configured: false, reason: 'VALYU_API_KEY is not set.' },
      });
    } finally {
      await api.close();
    }
  });

  test('workers’ figures add up, and research tells its budget', async () => {
    const { db } = database;
    const told = (breaker: 'open' | 'closed', hits: number) => ({
      sources: [{ ...quiet, source: 'finra', breaker }],
      caches: [{ ...cache, hits, misses: 1 }],
    });
    await db.deleteFrom('sourceFigures').execute();
    await keepSourceFigures(db, 'one', told('closed', 2));
    await keepSourceFigures(db, 'two', told('open', 3));
    const held = { day: '2026-03-02', usd: '0.5' };
    await reserveResearch(db, { ...held, usdPerDay: '5' });
    await settleResearch(db, { ...held, costUsd: '0.0075', failed: false });
    await reserveResearch(db, { ...held, usdPerDay: '5' });
    const now = () => new Date('2026-03-02T10:00:00Z');
    const api = apiUnderTest({ db, deps: { now, researchUsdPerDay: '5' } });
    try {
      const caches = await (await api.call('GET', '/v1/caches', { key })).json();
      expect(caches).toEqual({
        workers: 2,
        items: [{ ...cache, hits: 5, misses: 2, entries: 2, bytes: 20 }],
      });
      const integrations = await (await api.call('GET', '/v1/integrations', { key })).json();
      expect(integrations).toMatchObject({
        workers: 2,
        items: [{ ...quiet, source: 'finra', breaker: 'open', calls: 2 }],
        research: {
          configured: true,
          day: '2026-03-02',
          usdPerDay: '5',
          spentUsd: '0.0075',
          reservedUsd: '0.5',
          calls: 2,
          failures: 0,
          refused: 0,
        },
      });
    } finally {
      await api.close();
    }
  });
});
