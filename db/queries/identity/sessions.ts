import { type Kysely, type Selectable, sql } from 'kysely';
import type { UserRole } from '../../../domain/identity/role.ts';
import { createdBefore, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database } from '../../schema.ts';
import type { SessionsTable } from '../../tables/identity-tables.ts';

/** A session that stands, with its user as they are at this moment. */
export interface LiveSession {
  readonly id: string;
  readonly tokenHash: string;
  readonly secondFactorAt: Date | null;
  readonly lastUsedAt: Date;
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly role: UserRole;
    readonly twoFactorEnabled: boolean;
  };
}

export type SessionRow = Omit<Selectable<SessionsTable>, 'tokenHash'>;

const LISTED = [
  'id',
  'userId',
  'ipAddress',
  'userAgent',
  'createdAt',
  'updatedAt',
  'lastUsedAt',
  'expiresAt',
  'secondFactorAt',
] as const;

/**
 * Those of the sessions that are neither over, nor left alone for `idleSeconds`, nor of a disabled user, by one look,
 * nothing written.
 */
export async function sessionsByToken(
  db: Kysely<Database>,
  tokenHashes: readonly string[],
  idleSeconds: number,
): Promise<readonly LiveSession[]> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .select(['sessions.id', 'sessions.tokenHash', 'sessions.secondFactorAt', 'sessions.lastUsedAt'])
    .select(['users.id as ownerId', 'users.email', 'users.role', 'users.twoFactorEnabled'])
    .where(sql<boolean>`sessions.token_hash = any(${tokenHashes}::text[])`)
    .where('users.disabledAt', 'is', null)
    .where('sessions.expiresAt', '>', sql<Date>`now()`)
    .where('sessions.lastUsedAt', '>', sql<Date>`now() - make_interval(secs => ${idleSeconds})`)
    .execute();
  return rows.map(({ ownerId, email, role, twoFactorEnabled, ...session }) => ({
    ...session,
    user: { id: ownerId, email, role, twoFactorEnabled },
  }));
}

/** Notes that the session is in use; at most once a minute, whoever asks. */
export async function touchSession(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ lastUsedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('lastUsedAt', '<', sql<Date>`now() - interval '1 minute'`)
    .execute();
}

/** The second factor has been shown in this session. */
export async function markSecondFactor(db: Kysely<Database>, tokenHash: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ secondFactorAt: sql<Date>`now()` })
    .where('tokenHash', '=', tokenHash)
    .execute();
}

/** The user's sessions that are not over, newest first. */
export async function sessionsOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest & { readonly idleSeconds: number },
): Promise<Page<SessionRow>> {
  let query = db
    .selectFrom('sessions')
    .select(LISTED)
    .where('userId', '=', userId)
    .where('expiresAt', '>', sql<Date>`now()`)
    .where('lastUsedAt', '>', sql<Date>`now() - make_interval(secs => ${request.idleSeconds})`)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) query = query.where(createdBefore(request.cursor));
  return toPage(await query.execute(), request.limit, (row) => [row.createdAt, row.id]);
}

/** Ends one session of the user; false when there is none. */
export async function endSession(db: Kysely<Database>, userId: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const ended = await db
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return ended.numDeletedRows > 0n;
}

/** Nobody finishes a login of this user that has begun before. */
export async function endPendingLogins(db: Kysely<Database>, userId: string): Promise<void> {
  await db.deleteFrom('verifications').where('value', '=', userId).execute();
}

/** Ends every session of the user, and every login that waits for its second step; gives how many sessions. */
export async function endSessions(db: Kysely<Database>, userId: string): Promise<number> {
  await endPendingLogins(db, userId);
  const ended = await db.deleteFrom('sessions').where('userId', '=', userId).executeTakeFirst();
  return Number(ended.numDeletedRows);
}
