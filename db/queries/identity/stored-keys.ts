import { type Kysely, type Selectable, sql } from 'kysely';
import type { KeyRefusal, KeyService } from '../../../domain/stored-key.ts';
import { isUuid } from '../../page.ts';
import type { Database } from '../../schema.ts';
import type { StoredKeysTable } from '../../tables/identity-tables.ts';

/** A key as it may be shown: nothing of it can be opened. */
export type StoredKeyRow = Omit<Selectable<StoredKeysTable>, 'sealed'>;

/** What a key is for: a service, or one account at it. */
export interface KeyPlace {
  readonly service: KeyService;
  readonly accountId: string | null;
}

/** A key that stands, as a worker reads it. */
export interface StandingKey extends KeyPlace {
  readonly id: string;
  readonly version: number;
  readonly masterKey: string;
  readonly sealed: Buffer | null;
  readonly provenAt: Date | null;
  /** Its overlap is over: it is to be ended. */
  readonly isOver: boolean;
}

const SHOWN = [
  'id',
  'service',
  'accountId',
  'putBy',
  'version',
  'hint',
  'masterKey',
  'overlapMinutes',
  'createdAt',
  'provenAt',
  'opens',
  'refusedAt',
  'refusal',
  'lastUsedAt',
  'endsAt',
  'endedAt',
] as const;
const LISTED_MAX = 200;

/** The place, locked until the transaction ends: how many versions stand there, and the next one's number. */
export async function lockKeyPlace(
  tx: Kysely<Database>,
  { service, accountId }: KeyPlace,
): Promise<{ readonly standing: number; readonly nextVersion: number }> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`stored-keys ${service} ${accountId}`}, 0))`.execute(
    tx,
  );
  const row = await tx
    .selectFrom('storedKeys')
    .select((eb) => [
      eb.fn.countAll<string>().filterWhere('endedAt', 'is', null).as('standing'),
      eb.fn.max('version').as('newest'),
    ])
    .where('service', '=', service)
    .where(sql<boolean>`account_id is not distinct from ${accountId}`)
    .executeTakeFirstOrThrow();
  return { standing: Number(row.standing), nextVersion: (row.newest ?? 0) + 1 };
}

/** Stores a version; `id` is drawn before, because what is sealed names it. */
export async function insertStoredKey(
  tx: Kysely<Database>,
  key: KeyPlace & {
    readonly id: string;
    readonly putBy: string;
    readonly version: number;
    readonly hint: string;
    readonly masterKey: string;
    readonly sealed: Buffer;
    readonly overlapMinutes: number;
  },
): Promise<StoredKeyRow> {
  return await tx.insertInto('storedKeys').values(key).returning(SHOWN).executeTakeFirstOrThrow();
}

/** Which stored keys somebody reaches: those of their own accounts, and perhaps those of the house. */
export interface KeyReach {
  readonly userId: string;
  readonly withHouse: boolean;
}

/** The keys that are reached, the newest 200, those that are over included. */
export async function storedKeysOfUser(
  db: Kysely<Database>,
  reach: KeyReach,
): Promise<readonly StoredKeyRow[]> {
  return await db
    .selectFrom('storedKeys')
    .select(SHOWN)
    .where(isWithin(reach))
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(LISTED_MAX)
    .execute();
}

/** From here on nobody can open it. Undefined when no such key is reached, or it has ended. */
export async function endStoredKey(
  tx: Kysely<Database>,
  reach: KeyReach,
  id: string,
): Promise<StoredKeyRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await tx
    .updateTable('storedKeys')
    .set({ endedAt: sql<Date>`now()`, sealed: null })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where(isWithin(reach))
    .returning(SHOWN)
    .executeTakeFirst();
}

/** What stands, of everybody, the newest version of a place first. */
export async function standingKeys(db: Kysely<Database>): Promise<readonly StandingKey[]> {
  return await db
    .selectFrom('storedKeys')
    .select(['id', 'service', 'accountId', 'version', 'masterKey', 'sealed', 'provenAt'])
    .select(sql<boolean>`coalesce(ends_at <= now(), false)`.as('isOver'))
    .where('endedAt', 'is', null)
    .orderBy('service')
    .orderBy('accountId')
    .orderBy('version', 'desc')
    .execute();
}

/** Which account, by the broker's own name, the newest proven key of ours had opened; undefined before the first. */
export async function accountOpenedBefore(
  db: Kysely<Database>,
  accountId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('storedKeys')
    .select('opens')
    .where('accountId', '=', accountId)
    .where('opens', 'is not', null)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.opens ?? undefined;
}

/**
 * Whether a key of another account has opened this one, by the broker's own name. Locked until the transaction ends, so
 * that of two accounts one is the first.
 */
export async function isOpenedByAnother(
  tx: Kysely<Database>,
  { accountId, opens }: { readonly accountId: string; readonly opens: string },
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`opened at the broker ${opens}`}, 0))`.execute(
    tx,
  );
  const other = await tx
    .selectFrom('storedKeys')
    .select('id')
    .where('opens', '=', opens)
    .where('accountId', '!=', accountId)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/**
 * The service has taken it: what stood before it stands for its overlap only. Undefined when that was known, or it has
 * ended.
 */
export async function markProven(
  tx: Kysely<Database>,
  id: string,
  opens: string | null,
): Promise<StoredKeyRow | undefined> {
  const proven = await tx
    .updateTable('storedKeys')
    .set({ provenAt: sql<Date>`now()`, opens, refusal: null, refusedAt: null })
    .where('id', '=', id)
    .where('provenAt', 'is', null)
    .where('endedAt', 'is', null)
    .returning(SHOWN)
    .executeTakeFirst();
  if (proven === undefined) return undefined;
  await tx
    .updateTable('storedKeys')
    .set({
      endsAt: sql<Date>`least(ends_at, now() + ${proven.overlapMinutes}::int * interval '1 minute')`,
    })
    .where('service', '=', proven.service)
    .where(sql<boolean>`account_id is not distinct from ${proven.accountId}`)
    .where('version', '<', proven.version)
    .where('endedAt', 'is', null)
    .execute();
  return proven;
}

/** It was tried and is not used. Undefined when that was known already. */
export async function markRefused(
  tx: Kysely<Database>,
  id: string,
  refusal: KeyRefusal,
): Promise<StoredKeyRow | undefined> {
  return await tx
    .updateTable('storedKeys')
    .set({ refusal, refusedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where(sql<boolean>`refusal is distinct from ${refusal}`)
    .returning(SHOWN)
    .executeTakeFirst();
}

/** Notes that they were used; at most once a minute. */
export async function touchStoredKeys(db: Kysely<Database>, ids: readonly string[]): Promise<void> {
  await db
    .updateTable('storedKeys')
    .set({ lastUsedAt: sql<Date>`now()` })
    .where('id', 'in', ids)
    .where((eb) =>
      eb.or([eb('lastUsedAt', 'is', null), eb('lastUsedAt', '<', sql<Date>`now() - interval '1 minute'`)]),
    )
    .execute();
}

/** Puts in its place what was sealed with another master key, unless somebody else did. */
export async function reseal(
  db: Kysely<Database>,
  key: Pick<StandingKey, 'id' | 'masterKey'>,
  fresh: { readonly masterKey: string; readonly sealed: Buffer },
): Promise<void> {
  await db
    .updateTable('storedKeys')
    .set(fresh)
    .where('id', '=', key.id)
    .where('masterKey', '=', key.masterKey)
    .where('endedAt', 'is', null)
    .execute();
}

/** Ends what has been overtaken for as long as its overlap was; gives those. */
export async function endOverdueKeys(tx: Kysely<Database>): Promise<readonly StoredKeyRow[]> {
  return await tx
    .updateTable('storedKeys')
    .set({ endedAt: sql<Date>`now()`, sealed: null })
    .where('endedAt', 'is', null)
    .where('endsAt', '<=', sql<Date>`now()`)
    .returning(SHOWN)
    .execute();
}

function isWithin({ userId, withHouse }: KeyReach) {
  return sql<boolean>`((account_id is null and ${withHouse}) or account_id in (select id from broker_accounts where user_id = ${userId}::uuid))`;
}
