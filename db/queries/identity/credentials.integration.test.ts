import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import type { Database } from '../../schema.ts';
import { sha256Hex } from '../evidence/evidence-hash.ts';
import {
  apiKeysByHash,
  apiKeysOfUser,
  insertApiKey,
  lockApiKey,
  replaceApiKey,
  revokeApiKey,
  touchApiKey,
} from './api-keys.ts';
import { useCode } from './second-factors.ts';
import { endSession, endSessions, sessionsByToken, sessionsOfUser } from './sessions.ts';

let database: TestDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

describe('an API key', () => {
  const lastUse = async (id: string) =>
    (await db.selectFrom('apiKeys').select('lastUsedAt').where('id', '=', id).executeTakeFirstOrThrow())
      .lastUsedAt;

  test('names its user until it expires, and its use is noted at most once a minute', async () => {
    const user = await anOwner(db);
    const keyHash = sha256Hex(randomUUID());
    const { id } = await insertApiKey(db, { userId: user.id, name: 'key', keyHash, scopes: ['read'] });
    const [live] = await apiKeysByHash(db, [keyHash, sha256Hex('another')]);
    expect(live).toMatchObject({
      id,
      scopes: ['read'],
      lastUsedAt: null,
      user: { id: user.id, role: 'owner' },
    });
    await touchApiKey(db, id);
    const first = await lastUse(id);
    expect(first).toBeInstanceOf(Date);
    await touchApiKey(db, id);
    expect(await lastUse(id)).toEqual(first);
    await db.updateTable('apiKeys').set({ expiresAt: '2020-01-01T00:00:00Z' }).where('id', '=', id).execute();
    expect(await apiKeysByHash(db, [keyHash])).toEqual([]);
  });

  test('is changed by its user alone', async () => {
    const [user, stranger] = [await anOwner(db), await anOwner(db)];
    const key = { userId: user.id, name: 'key', keyHash: sha256Hex(randomUUID()), scopes: ['read'] };
    const { id } = await insertApiKey(db, key);
    await revokeApiKey(db, stranger.id, id);
    await replaceApiKey(db, stranger.id, { id, replacedBy: id, until: new Date(0) });
    expect(await db.transaction().execute((tx) => lockApiKey(tx, stranger.id, id))).toBeUndefined();
    expect((await apiKeysOfUser(db, stranger.id, { limit: 5 })).items).toEqual([]);
    expect(await apiKeysByHash(db, [key.keyHash])).toHaveLength(1);
    await revokeApiKey(db, user.id, id);
    expect(await apiKeysByHash(db, [key.keyHash])).toEqual([]);
  });
});

describe('a session', () => {
  const aSession = async (userId: string, changes: { expiresAt?: Date; lastUsedAt?: Date } = {}) =>
    await db
      .insertInto('sessions')
      .values({
        userId,
        tokenHash: sha256Hex(randomUUID()),
        expiresAt: new Date(Date.now() + 60_000),
        ...changes,
      })
      .returning(['id', 'tokenHash'])
      .executeTakeFirstOrThrow();
  const IDLE = 600;
  const page = { limit: 5, idleSeconds: IDLE };

  test('stands until it is over, or left alone for too long', async () => {
    const user = await anOwner(db);
    const past = (ms: number) => new Date(Date.now() - ms);
    const stands = await aSession(user.id);
    const over = await aSession(user.id, { expiresAt: past(1) });
    const idle = await aSession(user.id, { lastUsedAt: past(IDLE * 1_000 + 1_000) });
    const found = await sessionsByToken(db, [stands.tokenHash, over.tokenHash, idle.tokenHash, 'none'], IDLE);
    expect(found.map(({ id }) => id)).toEqual([stands.id]);
    expect((await sessionsOfUser(db, user.id, page)).items.map(({ id }) => id)).toEqual([stands.id]);
  });

  test('is seen and ended by its user alone', async () => {
    const [user, stranger] = [await anOwner(db), await anOwner(db)];
    const { id, tokenHash } = await aSession(user.id);
    expect(await endSession(db, stranger.id, id)).toBe(false);
    expect(await endSessions(db, stranger.id)).toBe(0);
    expect((await sessionsOfUser(db, stranger.id, page)).items).toEqual([]);
    expect(await sessionsByToken(db, [tokenHash], IDLE)).toHaveLength(1);
    expect(await endSession(db, user.id, id)).toBe(true);
    expect(await sessionsByToken(db, [tokenHash], IDLE)).toEqual([]);
  });
});

describe('a code of a second factor', () => {
  test('counts once, whoever comes first of twenty', async () => {
    const [user, other] = [await anOwner(db), await anOwner(db)];
    const tries = await Promise.all(Array.from({ length: 20 }, () => useCode(db, user.id, '123456')));
    expect(tries.filter(Boolean)).toEqual([true]);
    expect(await useCode(db, other.id, '123456')).toBe(true);
  });
});
