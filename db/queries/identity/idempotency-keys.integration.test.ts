import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import { sha256Hex } from '../evidence/evidence-hash.ts';
import { enterKey, freeKey, lockKey } from './idempotency-keys.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('an idempotency key is its user’s alone, freed by them alone, and held by one at a time', async () => {
  const { db } = database;
  const [user, stranger] = [await anOwner(db), await anOwner(db)];
  const key = { route: 'POST /v1/strategies', keyHash: sha256Hex('key') };
  const request = { requestHash: sha256Hex('body'), askedAt: new Date() };
  const enter = async (userId: string) => (await enterKey(db, { ...key, userId }, request)).isFirst;
  expect([await enter(user.id), await enter(user.id)]).toEqual([true, false]);
  expect(await enter(stranger.id)).toBe(true);
  await freeKey(db, { ...key, userId: stranger.id });
  expect([await enter(user.id), await enter(stranger.id)]).toEqual([false, true]);
  await db.transaction().execute(async (tx) => {
    expect(await lockKey(tx, { ...key, userId: user.id })).toMatchObject(request);
    expect(await lockKey(db, { ...key, userId: user.id })).toBeUndefined();
  });
});
