import { type Kysely, sql, type Transaction } from 'kysely';
import type { UserRole } from '../../../domain/identity/role.ts';
import { createdBefore, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database, UserRow } from '../../schema.ts';

/** What an owner may change of somebody. */
export interface PersonChange {
  readonly displayName?: string;
  readonly role?: UserRole;
  readonly disabledAt?: Date | null;
}

/**
 * Changes of who is there and what they may do come one after the other: so the last owner stays one, and two of them
 * that write in each other's audit chain never wait for each other. Ends with the transaction.
 */
export async function lockPeople(tx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('people', 0))`.execute(tx);
}

/** Everybody, newest first: for owners. */
export async function usersPage(db: Kysely<Database>, request: PageRequest): Promise<Page<UserRow>> {
  let query = db
    .selectFrom('users')
    .selectAll()
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) query = query.where(createdBefore(request.cursor));
  return toPage(await query.execute(), request.limit, (row) => [row.createdAt, row.id]);
}

/** Gives the user as they are then; undefined when there is none. */
export async function updatePerson(
  db: Kysely<Database>,
  id: string,
  change: PersonChange,
): Promise<UserRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db
    .updateTable('users')
    .set({ ...change, updatedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Whether an owner is there who can log in, apart from this user. Exact under `lockPeople`. */
export async function isThereAnotherOwner(db: Kysely<Database>, id: string): Promise<boolean> {
  const found = await db
    .selectFrom('users')
    .innerJoin('logins', 'logins.userId', 'users.id')
    .select('users.id')
    .where('role', '=', 'owner')
    .where('disabledAt', 'is', null)
    .where('users.id', '<>', id)
    .orderBy('users.id')
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
