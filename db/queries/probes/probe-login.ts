import { createHash, randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';
import { endSessions } from '../identity/sessions.ts';
import { inTransaction } from '../in-transaction.ts';

/** Runs `work` while no other process probes log-ins of this user: there is one password at a time. */
export async function inProbeLoginTurn<T>(
  db: Kysely<Database>,
  userId: string,
  work: () => Promise<T>,
): Promise<T> {
  return await inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`probe-login:${userId}`}))`.execute(tx);
    return await work();
  });
}

/** Every session of a probe's user is past its time. */
export async function expireProbeSessions(db: Kysely<Database>, userId: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ expiresAt: sql<Date>`now() - interval '1 second'` })
    .where('userId', '=', userId)
    .execute();
}

/** A session of a probe's user that was over before it began. Gives its id. */
export async function insertOverSession(db: Kysely<Database>, userId: string): Promise<string> {
  const { id } = await db
    .insertInto('sessions')
    .values({
      userId,
      tokenHash: createHash('sha256').update(randomUUID()).digest('hex'),
      expiresAt: sql<Date>`now() - interval '1 second'`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Whether the row is there, whatever it opens. */
export async function hasSessionRow(db: Kysely<Database>, id: string): Promise<boolean> {
  const found = await db.selectFrom('sessions').select('id').where('id', '=', id).executeTakeFirst();
  return found !== undefined;
}

/** Nobody logs in as a probe's user any more: its sessions, its password and its browsers are gone. */
export async function endProbeLogin(db: Kysely<Database>, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    await endSessions(tx, userId);
    await tx.deleteFrom('logins').where('userId', '=', userId).execute();
    await tx.deleteFrom('knownDevices').where('userId', '=', userId).execute();
  });
}
