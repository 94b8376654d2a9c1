import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { createDatabase } from '../../client.ts';
import { holdOffRequests, takeRequestSlot } from './request-slots.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

test('slots are a gap apart, in the order of asking, whichever process asks', async () => {
  const other = createDatabase({ url: database.url, poolMax: 2 });
  try {
    const slot = { source: 'paced', gapMs: 1_000, waitMsMax: 60_000 };
    const waits: number[] = [];
    for (const db of [database.db, other, database.db, other]) {
      const { taken, waitMs } = await takeRequestSlot(db, slot);
      expect(taken).toBe(true);
      waits.push(waitMs);
    }
    // What the statements themselves took comes off the later waits.
    expect(waits[0]).toBe(0);
    for (const [place, waitMs] of waits.entries()) {
      expect(waitMs).toBeLessThanOrEqual(place * 1_000);
      expect(waitMs).toBeGreaterThan(place * 1_000 - 900);
    }
    const together = await Promise.all(
      [1, 2, 3, 4].map((n) => takeRequestSlot(n % 2 ? other : database.db, slot)),
    );
    const sorted = together.map(({ waitMs }) => waitMs).sort((a, b) => a - b);
    for (const [place, waitMs] of sorted.slice(1).entries()) {
      expect(waitMs - (sorted[place] ?? 0)).toBeGreaterThan(500);
    }
  } finally {
    await other.destroy();
  }
});

test('a slot too far away is not taken, and says how far; other sources have their own', async () => {
  await holdOffRequests(database.db, 'blocked', 600_000);
  const slot = { source: 'blocked', gapMs: 125, waitMsMax: 12_000 };
  const first = await takeRequestSlot(database.db, slot);
  const second = await takeRequestSlot(database.db, slot);
  expect([first.taken, second.taken]).toEqual([false, false]);
  expect(first.waitMs).toBeGreaterThan(590_000);
  expect(second.waitMs).toBeLessThanOrEqual(first.waitMs);
  expect(await takeRequestSlot(database.db, { ...slot, source: 'free' })).toEqual({ taken: true, waitMs: 0 });
});
