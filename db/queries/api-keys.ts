import { type Kysely, sql } from 'kysely';
import type { Database, UserRow } from '../schema.ts';

/** Stores the hash of a key (SHA-256, hex) and gives the key's id. The key itself never comes here. */
export async function insertApiKey(
  db: Kysely<Database>,
  key: {
    readonly userId: string;
    readonly name: string;
    readonly keyHash: string;
    readonly expiresAt?: Date;
  },
): Promise<{ readonly id: string }> {
  return await db.insertInto('apiKeys').values(key).returning('id').executeTakeFirstOrThrow();
}

/**
 * Whose key this is; undefined for one that is unknown or expired. Notes the use at most once a minute, so that a
 * busy key does not write on every request.
 */
export async function userByApiKeyHash(
  db: Kysely<Database>,
  keyHash: string,
): Promise<{ readonly user: UserRow; readonly keyId: string } | undefined> {
  const row = await db
    .with('touched', (cte) =>
      cte
        .updateTable('apiKeys')
        .set({ lastUsedAt: sql<Date>`now()` })
        .where('keyHash', '=', keyHash)
        .where((eb) =>
          eb.or([
            eb('lastUsedAt', 'is', null),
            eb('lastUsedAt', '<', sql<Date>`now() - interval '1 minute'`),
          ]),
        )
        .returning('id'),
    )
    .selectFrom('apiKeys')
    .innerJoin('users', 'users.id', 'apiKeys.userId')
    .selectAll('users')
    .select('apiKeys.id as keyId')
    .where('apiKeys.keyHash', '=', keyHash)
    .where((eb) =>
      eb.or([eb('apiKeys.expiresAt', 'is', null), eb('apiKeys.expiresAt', '>', sql<Date>`now()`)]),
    )
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { keyId, ...user } = row;
  return { user, keyId };
}
