import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { keepSourceFigures, liveSourceFigures } from './source-figures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

const cache = { source: 's', name: 'n', hits: 1, misses: 0, entries: 0, bytes: 0, maxAgeMs: 1 };

test('a process replaces what it said; one that is silent does not count, and is swept later', async () => {
  const { db } = database;
  const silentFor = (process: string, seconds: number) =>
    db
      .updateTable('sourceFigures')
      .set({ at: sql<Date>`now() - make_interval(secs => ${seconds})` })
      .where('process', '=', process)
      .execute();
  const processes = async () =>
    (await db.selectFrom('sourceFigures').select('process').orderBy('process').execute()).map(
      ({ process }) => process,
    );
  await keepSourceFigures(db, 'a', { sources: [], caches: [cache] });
  await keepSourceFigures(db, 'a', { sources: [], caches: [{ ...cache, hits: 2 }] });
  await keepSourceFigures(db, 'b', { sources: [], caches: [] });
  await silentFor('b', 20);
  expect((await liveSourceFigures(db)).map(({ caches }) => caches)).toEqual([[{ ...cache, hits: 2 }]]);
  expect(await processes()).toEqual(['a', 'b']);
  await silentFor('b', 200);
  await keepSourceFigures(db, 'a', { sources: [], caches: [] });
  expect(await processes()).toEqual(['a']);
});
