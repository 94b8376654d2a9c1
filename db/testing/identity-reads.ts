import type { Kysely } from 'kysely';
import { apiKeysByHash, apiKeysOfUser } from '../queries/identity/api-keys.ts';
import { lockKey } from '../queries/identity/idempotency-keys.ts';
import { invitationsPage, openInvitation } from '../queries/identity/invitations.ts';
import { isThereAnotherOwner, usersPage } from '../queries/identity/people.ts';
import { removeExpired } from '../queries/identity/remove-expired.ts';
import { userOfPendingLogin } from '../queries/identity/second-factors.ts';
import { sessionsByToken, sessionsOfUser } from '../queries/identity/sessions.ts';
import { userByEmail } from '../queries/identity/users.ts';
import type { Database } from '../schema.ts';

const PAGE = { limit: 50 };
const HASHES = ['7', '8'].map((digit) => digit.padStart(64, '0'));

/** What is read of who is there and how they prove it, by name, for `seedMany`. */
export function identityReads(
  db: Kysely<Database>,
  userId: string,
): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    userByEmail: () => userByEmail(db, 'user7@example.test'),
    usersPage: () => usersPage(db, PAGE),
    isThereAnotherOwner: () => isThereAnotherOwner(db, userId),
    invitationsPage: () => invitationsPage(db, PAGE),
    openInvitation: () => openInvitation(db, HASHES[0] ?? ''),
    apiKeysByHash: () => apiKeysByHash(db, HASHES),
    apiKeysOfUser: () => apiKeysOfUser(db, userId, PAGE),
    lockKey: () =>
      db.transaction().execute((tx) => lockKey(tx, { userId, route: 'POST /v1/x', keyHash: '0'.repeat(64) })),
    sessionsByToken: () => sessionsByToken(db, HASHES, 600),
    sessionsOfUser: () => sessionsOfUser(db, userId, { ...PAGE, idleSeconds: 600 }),
    userOfPendingLogin: () => userOfPendingLogin(db, 'pending-7'),
    removeExpired: () => removeExpired(db, 500),
  };
}
