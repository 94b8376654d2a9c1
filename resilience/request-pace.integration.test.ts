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
  const workers = [1, 2].map(() => createDatabase({ url: database.url, poolMax: 4 }));
  try {
    const perSecond = 40;
    const turns: { readonly worker: number; readonly at: number }[] = [];
    const pacesOf = (source: string) => workers.map((db) => createRequestPace({ db, source, perSecond }));
    const eachOf = (paces: ReturnType<typeof pacesOf>, count: number) =>
      paces.flatMap((pace, worker) => Array.from({ length: count }, () => ({ pace, worker })));
    // Connections are there before the race begins.
    await Promise.all(eachOf(pacesOf('warm-up'), 4).map(({ pace }) => pace.turn()));
    const startedAt = performance.now();
    await Promise.all(
      eachOf(pacesOf('shared'), 15).map(async ({ pace, worker }) => {
        await pace.turn();
        turns.push({ worker, at: performance.now() - startedAt });
      }),
    );
    // 30 turns are 29 gaps; a timer may fire a millisecond before its time.
    expect(turns.at(-1)?.at).toBeGreaterThan((29 * 1000) / perSecond - 5);
    expect(new Set(turns.slice(0, 16).map(({ worker }) => worker))).toEqual(new Set([0, 1]));
  } finally {
    for (const db of workers) await db.destroy();
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
