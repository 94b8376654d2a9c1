import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/** Gives a user a password, by its hash, in place of one that they have. */
export async function setLogin(
  db: Kysely<Database>,
  login: { readonly userId: string; readonly passwordHash: string },
): Promise<void> {
  const { userId, passwordHash: password } = login;
  await db
    .insertInto('logins')
    .values({ userId, providerId: 'credential', accountId: userId, password })
    .onConflict((conflict) =>
      conflict.columns(['userId', 'providerId']).doUpdateSet({ password, updatedAt: sql<Date>`now()` }),
    )
    .execute();
}

/** Whether the user has a password at all. */
export async function hasLogin(db: Kysely<Database>, userId: string): Promise<boolean> {
  const found = await db
    .selectFrom('logins')
    .select('id')
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirst();
  return found !== undefined;
}
