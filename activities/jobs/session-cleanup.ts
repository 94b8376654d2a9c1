import { removeExpired } from '../../db/queries/identity/remove-expired.ts';
import type { LedgerDeps } from '../deps.ts';

/** Rows of each kind at once: a short transaction. */
const BATCH = 500;

export function sessionCleanupActivity({ db }: Pick<LedgerDeps, 'db'>) {
  return {
    /** One batch of the sessions and the like that are over. Safe to repeat. */
    async removeExpiredSessions(): Promise<{ readonly note: string; readonly isFull: boolean }> {
      const gone = await removeExpired(db, BATCH);
      const { sessions, verifications, usedCodes, knownDevices, invitations, rateLimits, idempotencyKeys } =
        gone;
      return {
        note: `${sessions} sessions, ${verifications} unfinished logins, ${usedCodes} used codes, ${knownDevices} browsers, ${invitations} invitations, ${rateLimits} counts of limits, ${idempotencyKeys} idempotency keys`,
        isFull: Object.values(gone).some((count) => count === BATCH),
      };
    },
  };
}
