import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/** A browser has been used for a login once it shows what this gave it; the database keeps a hash of it. */
export async function rememberDevice(db: Kysely<Database>, userId: string, token: string): Promise<void> {
  await db
    .insertInto('knownDevices')
    .values({ tokenHash: hashOf(token), userId })
    .onConflict((conflict) =>
      conflict
        .column('tokenHash')
        .doUpdateSet({ lastLoginAt: sql<Date>`now()` })
        .where('knownDevices.userId', '=', userId),
    )
    .execute();
}

/** True when the user with this address has logged in before with what `token` says. */
export async function isKnownDevice(
  db: Kysely<Database>,
  email: string,
  token: string | undefined,
): Promise<boolean> {
  if (token === undefined) return false;
  const found = await db
    .selectFrom('knownDevices')
    .innerJoin('users', 'users.id', 'knownDevices.userId')
    .select('users.id')
    .where('knownDevices.tokenHash', '=', hashOf(token))
    .where('users.email', '=', email)
    .executeTakeFirst();
  return found !== undefined;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
