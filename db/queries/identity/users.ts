import { type Insertable, type Kysely, sql } from 'kysely';
import { isUuid } from '../../page.ts';
import type { Database, UserRow } from '../../schema.ts';
import type { UsersTable } from '../../tables/identity-tables.ts';

/** Adds a user, the address in lower case. @throws a unique violation on `users_email_unique`. */
export async function insertUser(
  db: Kysely<Database>,
  user: Pick<Insertable<UsersTable>, 'email' | 'displayName' | 'role'>,
): Promise<UserRow> {
  return await db
    .insertInto('users')
    .values({ ...user, email: user.email.toLowerCase() })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function userByEmail(db: Kysely<Database>, email: string): Promise<UserRow | undefined> {
  return await db
    .selectFrom('users')
    .selectAll()
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst();
}

/** The user with this email address, made an owner if there was none. Safe to call from two processes at once. */
export async function ensureOwner(
  db: Kysely<Database>,
  owner: { readonly email: string; readonly displayName: string },
): Promise<UserRow> {
  const inserted = await db
    .insertInto('users')
    .values({ email: owner.email.toLowerCase(), displayName: owner.displayName, role: 'owner' })
    .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
    .returningAll()
    .executeTakeFirst();
  const user = inserted ?? (await userByEmail(db, owner.email));
  if (user === undefined) throw new Error(`the user ${owner.email} was removed while being looked up`);
  return user;
}

export async function userById(db: Kysely<Database>, id: string): Promise<UserRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The owners' ids: who hears of what concerns the whole house. */
export async function ownerIds(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'owner')
    .where('disabledAt', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

export async function allUserIds(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db.selectFrom('users').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}
