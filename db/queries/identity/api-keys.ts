import { type Kysely, type Selectable, sql } from 'kysely';
import type { UserRole } from '../../../domain/identity/role.ts';
import { createdBefore, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database } from '../../schema.ts';
import type { ApiKeysTable } from '../../tables/identity-tables.ts';

export interface NewApiKey {
  readonly userId: string;
  readonly name: string;
  readonly keyHash: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: Date | null;
}

/** A key that works, with its user as they are at this moment. */
export interface LiveApiKey {
  readonly id: string;
  readonly keyHash: string;
  readonly scopes: readonly string[];
  readonly lastUsedAt: Date | null;
  readonly user: { readonly id: string; readonly email: string; readonly role: UserRole };
}

/** A key as it may be shown: without its hash. */
export type ApiKeyRow = Omit<Selectable<ApiKeysTable>, 'keyHash'>;

const LISTED = [
  'id',
  'userId',
  'name',
  'scopes',
  'createdAt',
  'lastUsedAt',
  'expiresAt',
  'revokedAt',
  'replacedBy',
] as const;

/** Stores the hash of a key (SHA-256, hex). The key itself never comes here. */
export async function insertApiKey(db: Kysely<Database>, key: NewApiKey): Promise<ApiKeyRow> {
  return await db
    .insertInto('apiKeys')
    .values({ ...key, scopes: [...key.scopes] })
    .returning(LISTED)
    .executeTakeFirstOrThrow();
}

/** Makes sure that the key is there with these scopes; one that was revoked stays so. True when it was not there. */
export async function ensureApiKey(db: Kysely<Database>, key: NewApiKey): Promise<boolean> {
  const scopes = [...key.scopes];
  const inserted = await db
    .insertInto('apiKeys')
    .values({ ...key, scopes })
    .onConflict((conflict) => conflict.column('keyHash').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted !== undefined) return true;
  await db.updateTable('apiKeys').set({ scopes }).where('keyHash', '=', key.keyHash).execute();
  return false;
}

/** Those of the keys that are neither expired nor revoked, nor of a disabled user, by one look, nothing written. */
export async function apiKeysByHash(
  db: Kysely<Database>,
  hashes: readonly string[],
): Promise<readonly LiveApiKey[]> {
  const rows = await db
    .selectFrom('apiKeys')
    .innerJoin('users', 'users.id', 'apiKeys.userId')
    .select(['apiKeys.id', 'apiKeys.keyHash', 'apiKeys.scopes', 'apiKeys.lastUsedAt'])
    .select(['users.id as ownerId', 'users.email', 'users.role'])
    .where(sql<boolean>`api_keys.key_hash = any(${hashes}::text[])`)
    .where('users.disabledAt', 'is', null)
    .where('apiKeys.revokedAt', 'is', null)
    .where((eb) =>
      eb.or([eb('apiKeys.expiresAt', 'is', null), eb('apiKeys.expiresAt', '>', sql<Date>`now()`)]),
    )
    .execute();
  return rows.map(({ ownerId, email, role, ...key }) => ({ ...key, user: { id: ownerId, email, role } }));
}

/** Notes that the key is in use; at most once a minute, whoever asks. */
export async function touchApiKey(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable('apiKeys')
    .set({ lastUsedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([eb('lastUsedAt', 'is', null), eb('lastUsedAt', '<', sql<Date>`now() - interval '1 minute'`)]),
    )
    .execute();
}

/** The user's keys, newest first, those that are over included. */
export async function apiKeysOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest,
): Promise<Page<ApiKeyRow>> {
  let query = db
    .selectFrom('apiKeys')
    .select(LISTED)
    .where('userId', '=', userId)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) query = query.where(createdBefore(request.cursor));
  return toPage(await query.execute(), request.limit, (row) => [row.createdAt, row.id]);
}

/** The user's key, locked until the transaction ends. */
export async function lockApiKey(
  tx: Kysely<Database>,
  userId: string,
  id: string,
): Promise<ApiKeyRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await tx
    .selectFrom('apiKeys')
    .select(LISTED)
    .where('id', '=', id)
    .where('userId', '=', userId)
    .forUpdate()
    .executeTakeFirst();
}

/** From here on the key opens nothing. */
export async function revokeApiKey(db: Kysely<Database>, userId: string, id: string): Promise<void> {
  await db
    .updateTable('apiKeys')
    .set({ revokedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('revokedAt', 'is', null)
    .execute();
}

/** From here on none of the user's keys opens anything; gives how many did. */
export async function revokeApiKeys(db: Kysely<Database>, userId: string): Promise<number> {
  const revoked = await db
    .updateTable('apiKeys')
    .set({ revokedAt: sql<Date>`now()` })
    .where('userId', '=', userId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return Number(revoked.numUpdatedRows);
}

/** Another key has taken its place: it works until `until`, or its own expiry if that comes first. */
export async function replaceApiKey(
  db: Kysely<Database>,
  userId: string,
  change: { readonly id: string; readonly replacedBy: string; readonly until: Date },
): Promise<void> {
  await db
    .updateTable('apiKeys')
    .set({
      replacedBy: change.replacedBy,
      expiresAt: sql<Date>`least(expires_at, ${change.until}::timestamptz)`,
    })
    .where('id', '=', change.id)
    .where('userId', '=', userId)
    .execute();
}
