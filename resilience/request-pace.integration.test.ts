import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../db/client.ts';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { createRequestPace } from './request-pace.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

test('two workers together keep one pace, and neither starves', async () => {
  const other = createDatabase({ url: database.url, poolMax: 5 });
  try {
    const perSecond = 40;
    const turns: { readonly worker: string; readonly at: number }[] = [];
    const started = performance.now();
    const work = [database.db, other].map(async (db, index) => {
      const pace = createRequestPace({ db, source: 'shared', perSecond });
      const ask = async () => {
        await pace.turn();
        turns.push({ worker: `w${index}`, at: performance.now() - started });
      };
      await Promise.all(Array.from({ length: 15 }, ask));
    });
    await Promise.all(work);
    // 30 turns are 29 gaps; a timer may fire a millisecond before its time.
    expect(turns.at(-1)?.at).toBeGreaterThan((29 * 1000) / perSecond - 5);
    const firstHalf = turns.slice(0, 15).map(({ worker }) => worker);
    expect(firstHalf.filter((worker) => worker === 'w0').length).toBeGreaterThan(2);
    expect(firstHalf.filter((worker) => worker === 'w1').length).toBeGreaterThan(2);
  } finally {
    await other.destroy();
  }
});

test('a source that wants to be left alone is an outage at once, for every worker; a wait can be given up', async () => {
  const pace = createRequestPace({ db: database.db, source: 'blocked', perSecond: 8 });
  await pace.holdOff(600_000);
  const again = createRequestPace({ db: database.db, source: 'blocked', perSecond: 8 });
  await expect(again.turn()).rejects.toMatchObject({ source: 'blocked', kind: 'rate-limited' });

  const slow = createRequestPace({ db: database.db, source: 'slow', perSecond: 0.2 });
  await slow.turn();
  const gaveUp = slow.turn(AbortSignal.timeout(50));
  await expect(gaveUp).rejects.toMatchObject({ name: 'AbortError' });
});
