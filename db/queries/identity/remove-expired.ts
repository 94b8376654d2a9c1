import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/** How many rows of each kind are gone. */
export type Removed = Readonly<Record<ExpiredKind, number>>;

/**
 * What is over and opens nothing: as text for SQL, the table, its key and what makes a row one of these. A browser is
 * forgotten when its cookie has ended; a code of an authenticator app long after it could be right again; an invitation
 * is kept for a month after its end, used or not.
 */
const EXPIRED = {
  sessions: { key: sql`id`, is: sql`expires_at < now()`, oldest: sql`expires_at` },
  verifications: { key: sql`id`, is: sql`expires_at < now()`, oldest: sql`expires_at` },
  usedCodes: {
    key: sql`user_id, code_hash`,
    is: sql`used_at < now() - interval '1 day'`,
    oldest: sql`used_at`,
  },
  knownDevices: {
    key: sql`token_hash`,
    is: sql`last_login_at < now() - interval '180 days'`,
    oldest: sql`last_login_at`,
  },
  invitations: {
    key: sql`id`,
    is: sql`expires_at < now() - interval '30 days'`,
    oldest: sql`expires_at`,
  },
  rateLimits: {
    key: sql`key`,
    is: sql`expire < (extract(epoch from now()) * 1000)::bigint`,
    oldest: sql`expire`,
  },
  idempotencyKeys: {
    key: sql`user_id, route, key_hash`,
    is: sql`asked_at < now() - interval '1 day'`,
    oldest: sql`asked_at`,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<'key' | 'is' | 'oldest', RawBuilder<unknown>>>>>;
export type ExpiredKind = keyof typeof EXPIRED;

/**
 * Deletes the oldest of what is over, so many rows of each kind at most, by the database's clock. Nobody waits for it:
 * what somebody else holds at this moment is left for later. Safe to repeat.
 */
export async function removeExpired(db: Kysely<Database>, limit: number): Promise<Removed> {
  const remove = async (kind: ExpiredKind): Promise<number> => {
    const { key, is, oldest } = EXPIRED[kind];
    const { numAffectedRows } = await sql`
      with over as (
        select ${key} from ${sql.table(kind)} where ${is} order by ${oldest} limit ${limit} for update skip locked
      ) delete from ${sql.table(kind)} where (${key}) in (select ${key} from over)`.execute(db);
    return Number(numAffectedRows ?? 0n);
  };
  return {
    sessions: await remove('sessions'),
    verifications: await remove('verifications'),
    usedCodes: await remove('usedCodes'),
    knownDevices: await remove('knownDevices'),
    invitations: await remove('invitations'),
    rateLimits: await remove('rateLimits'),
    idempotencyKeys: await remove('idempotencyKeys'),
  };
}
