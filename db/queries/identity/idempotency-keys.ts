import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database } from '../../schema.ts';
import type { IdempotencyKeysTable } from '../../tables/identity-tables.ts';

/** A key of a user's, for one route. */
export interface RequestKey {
  readonly userId: string;
  readonly route: string;
  /** SHA-256 of the header, hex. */
  readonly keyHash: string;
}

export type KeyedRequest = Selectable<IdempotencyKeysTable>;

/** Enters the request under its key, for good before anything is made; gives what stands there, and whether it is new. */
export async function enterKey(
  db: Kysely<Database>,
  key: RequestKey,
  request: { readonly requestHash: string; readonly askedAt: Date },
): Promise<{ readonly isFirst: boolean; readonly standing: KeyedRequest | undefined }> {
  const entered = await db
    .insertInto('idempotencyKeys')
    .values({ ...key, ...request })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (entered !== undefined) return { isFirst: true, standing: entered };
  return { isFirst: false, standing: await rowOf(db, key).executeTakeFirst() };
}

/** The request, locked until the transaction ends; undefined while another one has it. */
export async function lockKey(tx: Kysely<Database>, key: RequestKey): Promise<KeyedRequest | undefined> {
  return await rowOf(tx, key).forUpdate().skipLocked().executeTakeFirst();
}

/** Keeps what was answered, in the transaction that made it. */
export async function keepAnswer(
  tx: Kysely<Database>,
  key: RequestKey,
  answer: { readonly location: string | null; readonly body: string | null },
): Promise<void> {
  await tx
    .updateTable('idempotencyKeys')
    .set({ ...answer, answeredAt: sql<Date>`now()` })
    .where(isOf(key))
    .execute();
}

/** Forgets a request by which nothing was made. */
export async function freeKey(db: Kysely<Database>, key: RequestKey): Promise<void> {
  await db.deleteFrom('idempotencyKeys').where(isOf(key)).where('answeredAt', 'is', null).execute();
}

function rowOf(db: Kysely<Database>, key: RequestKey) {
  return db.selectFrom('idempotencyKeys').selectAll().where(isOf(key));
}

function isOf({ userId, route, keyHash }: RequestKey) {
  return sql<boolean>`(user_id, route, key_hash) = (${userId}::uuid, ${route}, ${keyHash})`;
}
