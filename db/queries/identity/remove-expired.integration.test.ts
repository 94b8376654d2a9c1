import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionCleanupActivity } from '../../../activities/jobs/session-cleanup.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import type { Database } from '../../schema.ts';
import { sha256Hex } from '../evidence/evidence-hash.ts';
import { removeExpired } from './remove-expired.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOTHING = {
  sessions: 0,
  verifications: 0,
  usedCodes: 0,
  knownDevices: 0,
  invitations: 0,
  rateLimits: 0,
  idempotencyKeys: 0,
};

let database: TestDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

/** One row of each kind, all of this age past or before their end. */
async function oneOfEach(userId: string, pastMs: number): Promise<void> {
  const ago = (ms: number) => new Date(Date.now() - ms - pastMs);
  const unique = randomUUID();
  const hash = sha256Hex(unique);
  await db
    .insertInto('sessions')
    .values({ userId, tokenHash: hash, expiresAt: ago(0) })
    .execute();
  await db
    .insertInto('verifications')
    .values({ identifier: unique, value: userId, expiresAt: ago(0) })
    .execute();
  await db
    .insertInto('usedCodes')
    .values({ userId, codeHash: hash, usedAt: ago(DAY_MS) })
    .execute();
  await db
    .insertInto('knownDevices')
    .values({ userId, tokenHash: hash, lastLoginAt: ago(180 * DAY_MS) })
    .execute();
  await db
    .insertInto('invitations')
    .values({
      invitedBy: userId,
      email: 'colleague@example.test',
      role: 'trader',
      tokenHash: hash,
      expiresAt: ago(30 * DAY_MS),
    })
    .execute();
  await db
    .insertInto('rateLimits')
    .values({ key: unique, points: 1, expire: String(ago(0).getTime()) })
    .execute();
  await db
    .insertInto('idempotencyKeys')
    .values({ userId, route: 'POST /', keyHash: hash, requestHash: hash, askedAt: ago(DAY_MS) })
    .execute();
}

describe('what is over', () => {
  it('goes in batches, the oldest first, and what is not over stays', async () => {
    const { id } = await anOwner(db);
    for (const pastMs of [3 * HOUR_MS, HOUR_MS, 2 * HOUR_MS, -HOUR_MS]) await oneOfEach(id, pastMs);
    await db.insertInto('rateLimits').values({ key: 'for ever', points: 1, expire: null }).execute();
    const two = Object.fromEntries(Object.keys(NOTHING).map((kind) => [kind, 2]));
    expect(await removeExpired(db, 2)).toEqual(two);
    const left = await db.selectFrom('sessions').select('expiresAt').orderBy('expiresAt').execute();
    expect(left.map(({ expiresAt }) => Math.round((expiresAt.getTime() - Date.now()) / HOUR_MS))).toEqual([
      -1, 1,
    ]);
    expect(await sessionCleanupActivity({ db }).removeExpiredSessions()).toEqual({
      note: '1 sessions, 1 unfinished logins, 1 used codes, 1 browsers, 1 invitations, 1 counts of limits, 1 idempotency keys',
      isFull: false,
    });
    expect(await removeExpired(db, 2)).toEqual(NOTHING);
    for (const table of [
      'sessions',
      'verifications',
      'usedCodes',
      'knownDevices',
      'invitations',
      'idempotencyKeys',
    ] as const) {
      expect(await db.selectFrom(table).selectAll().execute()).toHaveLength(1);
    }
    expect(await db.selectFrom('rateLimits').selectAll().execute()).toHaveLength(2);
  });

  it('is not waited for when somebody holds it', async () => {
    const { id } = await anOwner(db);
    await oneOfEach(id, HOUR_MS);
    await db.transaction().execute(async (tx) => {
      await tx.selectFrom('sessions').selectAll().where('userId', '=', id).forUpdate().execute();
      expect(await removeExpired(db, 10)).toMatchObject({ sessions: 0, verifications: 1 });
    });
    expect(await removeExpired(db, 10)).toMatchObject({ sessions: 1, verifications: 0 });
  });
});
