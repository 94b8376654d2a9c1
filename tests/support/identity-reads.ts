import type { Kysely } from 'kysely';
import { apiKeysByHash, apiKeysOfUser } from '../../db/queries/api-keys.ts';
import { lockKey } from '../../db/queries/idempotency-keys.ts';
import { invitationsPage, openInvitation } from '../../db/queries/invitations.ts';
import { isThereAnotherOwner, usersPage } from '../../db/queries/people.ts';
import { removeExpired } from '../../db/queries/remove-expired.ts';
import { userOfPendingLogin } from '../../db/queries/second-factors.ts';
import { sessionsByToken, sessionsOfUser } from '../../db/queries/sessions.ts';
import { userByEmail } from '../../db/queries/users.ts';
import type { Database } from '../../db/schema.ts';

const PAGE = { limit: 50 };
const HASHES = ['7', '8'].map((digit) => digit.padStart(64, '0'));

/** What is read of who is there and how they prove it, by name, for `seedMany`. */
export function identityReads(
  at: () => { readonly db: Kysely<Database>; readonly userId: string },
): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    userByEmail: () => userByEmail(at().db, 'user7@example.test'),
    usersPage: () => usersPage(at().db, PAGE),
    isThereAnotherOwner: () => isThereAnotherOwner(at().db, at().userId),
    invitationsPage: () => invitationsPage(at().db, PAGE),
    openInvitation: () => openInvitation(at().db, HASHES[0] ?? ''),
    apiKeysByHash: () => apiKeysByHash(at().db, HASHES),
    apiKeysOfUser: () => apiKeysOfUser(at().db, at().userId, PAGE),
    lockKey: () =>
      at()
        .db.transaction()
        .execute((tx) => lockKey(tx, { userId: at().userId, route: 'POST /v1/x', keyHash: '0'.repeat(64) })),
    sessionsByToken: () => sessionsByToken(at().db, HASHES, 600),
    sessionsOfUser: () => sessionsOfUser(at().db, at().userId, { ...PAGE, idleSeconds: 600 }),
    userOfPendingLogin: () => userOfPendingLogin(at().db, 'pending-7'),
    removeExpired: () => removeExpired(at().db, 500),
  };
}
