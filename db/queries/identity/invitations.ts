import { type Kysely, type Selectable, sql } from 'kysely';
import type { UserRole } from '../../../domain/identity/role.ts';
import { createdBefore, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database } from '../../schema.ts';
import type { InvitationsTable } from '../../tables/identity-tables.ts';

/** An invitation as it may be shown: without the hash of its token. */
export type InvitationRow = Omit<Selectable<InvitationsTable>, 'tokenHash'>;

const LISTED = [
  'id',
  'invitedBy',
  'email',
  'role',
  'createdAt',
  'expiresAt',
  'acceptedAt',
  'revokedAt',
] as const;

/** Stores an invitation under the SHA-256 (hex) of its token, in the place of any other for this address. */
export async function insertInvitation(
  db: Kysely<Database>,
  invitation: {
    readonly invitedBy: string;
    readonly email: string;
    readonly role: UserRole;
    readonly tokenHash: string;
    readonly expiresAt: Date;
  },
): Promise<InvitationRow> {
  const email = invitation.email.toLowerCase();
  await openOnes(db).where('email', '=', email).execute();
  return await db
    .insertInto('invitations')
    .values({ ...invitation, email })
    .returning(LISTED)
    .executeTakeFirstOrThrow();
}

/** Every invitation that is kept, newest first: for owners. */
export async function invitationsPage(
  db: Kysely<Database>,
  request: PageRequest,
): Promise<Page<InvitationRow>> {
  let query = db
    .selectFrom('invitations')
    .select(LISTED)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) query = query.where(createdBefore(request.cursor));
  return toPage(await query.execute(), request.limit, (row) => [row.createdAt, row.id]);
}

/** From here on it lets nobody in; undefined when there is none that is open. */
export async function revokeInvitation(db: Kysely<Database>, id: string): Promise<InvitationRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await openOnes(db).where('id', '=', id).returning(LISTED).executeTakeFirst();
}

/** None of the user's open invitations lets anybody in any more; gives how many did. */
export async function revokeInvitationsBy(db: Kysely<Database>, userId: string): Promise<number> {
  const revoked = await openOnes(db).where('invitedBy', '=', userId).executeTakeFirst();
  return Number(revoked.numUpdatedRows);
}

/** The invitation with this token, while it lets somebody in. */
export async function openInvitation(
  db: Kysely<Database>,
  tokenHash: string,
): Promise<InvitationRow | undefined> {
  return await db
    .selectFrom('invitations')
    .select(LISTED)
    .where('tokenHash', '=', tokenHash)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** Uses the invitation up: true for whoever comes first. */
export async function acceptInvitation(db: Kysely<Database>, id: string): Promise<boolean> {
  const accepted = await db
    .updateTable('invitations')
    .set({ acceptedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`now()`)
    .returning('id')
    .executeTakeFirst();
  return accepted !== undefined;
}

function openOnes(db: Kysely<Database>) {
  return db
    .updateTable('invitations')
    .set({ revokedAt: sql<Date>`now()` })
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null);
}
