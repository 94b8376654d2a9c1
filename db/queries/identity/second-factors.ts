import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../../schema.ts';

/**
 * True for whoever comes first with this code: a code of an authenticator app is right for a minute and a half, and
 * counts once all the same. `removeExpired` forgets it long after it could be right again.
 */
export async function useCode(db: Kysely<Database>, userId: string, code: string): Promise<boolean> {
  const codeHash = createHash('sha256').update(`${userId} ${code}`).digest('hex');
  const used = await db
    .insertInto('usedCodes')
    .values({ userId, codeHash })
    .onConflict((conflict) =>
      conflict
        .columns(['userId', 'codeHash'])
        .doUpdateSet({ usedAt: sql<Date>`now()` })
        .where('usedCodes.usedAt', '<', sql<Date>`now() - interval '5 minutes'`),
    )
    .returning('usedAt')
    .executeTakeFirst();
  return used !== undefined;
}

/** Whose login waits for its second step under this name; undefined when none does. */
export async function userOfPendingLogin(
  db: Kysely<Database>,
  identifier: string,
): Promise<string | undefined> {
  const found = await db
    .selectFrom('verifications')
    .select('value')
    .where('identifier', '=', identifier)
    .where('expiresAt', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return found?.value;
}
