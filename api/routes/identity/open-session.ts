import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { appendAudit } from '../../../db/queries/audit/audit.ts';
import { rememberDevice } from '../../../db/queries/identity/known-devices.ts';
import { endSession, markSecondFactor, sessionsByToken } from '../../../db/queries/identity/sessions.ts';
import { userById } from '../../../db/queries/identity/users.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import type { UserRow } from '../../../db/schema.ts';
import type { ApiEnv } from '../../api-app.ts';
import type { ApiDeps } from '../../deps.ts';
import { giveCookie, readCookie, takeCookie } from '../../identity/cookies.ts';
import { sessionTokenHash } from '../../identity/session-token.ts';
import { problem } from '../../problem-error.ts';

const DEVICE_SECONDS = 180 * 86_400;

/**
 * Hands the caller the session that was just opened: its cookie, an audit entry, and the end of the session that the
 * caller had before. Gives its user.
 */
export async function openSession(
  { db, access, identitySecret }: Pick<ApiDeps, 'db' | 'access' | 'identitySecret'>,
  c: Context<ApiEnv>,
  opened: {
    readonly session: string;
    readonly action: string;
    readonly secondFactorShown: boolean;
  },
): Promise<UserRow> {
  const tokenHash = sessionTokenHash(opened.session, identitySecret);
  if (tokenHash === undefined) throw new Error('the session is not signed by this installation');
  const before = sessionTokenHash(readCookie(c, 'session'), identitySecret);
  const device = readCookie(c, 'device') ?? randomBytes(32).toString('base64url');
  const user = await inTransaction(db, async (tx) => {
    if (opened.secondFactorShown) await markSecondFactor(tx, tokenHash);
    const hashes = before === undefined ? [tokenHash] : [tokenHash, before];
    const found = await sessionsByToken(tx, hashes, access.sessionIdleSeconds);
    const live = found.find((one) => one.tokenHash === tokenHash);
    const row = live && (await userById(tx, live.user.id));
    // Disabled, or logged out everywhere, in this very moment.
    if (live === undefined || row === undefined) {
      throw problem('INVALID_CREDENTIALS', 'The session was ended as it was opened.');
    }
    const replaced = found.find((one) => one.tokenHash === before && one.id !== live.id);
    if (replaced !== undefined) await endSession(tx, replaced.user.id, replaced.id);
    await rememberDevice(tx, row.id, device);
    await appendAudit(tx, {
      userId: row.id,
      actor: row.email,
      action: opened.action,
      target: `session:${live.id}`,
      result: 'done',
      data: { secondFactor: opened.secondFactorShown },
      requestId: c.get('requestId'),
      credential: `session:${live.id}`,
      address: c.get('address'),
    });
    return row;
  });
  giveCookie(c, 'session', opened.session, access.sessionSeconds);
  giveCookie(c, 'device', device, DEVICE_SECONDS);
  takeCookie(c, 'pending');
  return user;
}
