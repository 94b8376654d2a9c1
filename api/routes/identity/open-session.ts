import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { appendAudit } from '../../../db/queries/audit/audit.ts';
import { rememberDevice } from '../../../db/queries/identity/known-devices.ts';
import { endSession, markSecondFactor, sessionsByToken } from '../../../db/queries/identity/sessions.ts';
import { userById } from '../../../db/queries/identity/users.ts';
import type { Database, UserRow } from '../../../db/schema.ts';
import type { ApiEnv } from '../../api-app.ts';
import type { ApiDeps } from '../../deps.ts';
import { giveCookie, readCookie, takeCookie } from '../../identity/cookies.ts';
import type { Opened } from '../../identity/identity.ts';
import { sessionTokenHash } from '../../identity/session-token.ts';
import { problem } from '../../problem-error.ts';

const DEVICE_SECONDS = 180 * 86_400;

export interface SessionOpening<Other> {
  /** Has identity open the session, or says why it did not. */
  readonly open: () => Promise<Opened | Other>;
  readonly action: string;
  readonly secondFactorShown: boolean;
  /** What is written besides, of the session's user. */
  readonly besides?: (tx: Transaction<Database>, userId: string) => Promise<void>;
}

/**
 * Opens a session and hands it to the caller: its cookie, an audit entry, and the end of the session that the caller
 * had before. What identity writes and what is written here is one transaction. Gives the session's user, or what
 * `open` gave instead.
 */
export async function openSession<Other extends { readonly kind: 'refused' | 'second-factor' }>(
  deps: Pick<ApiDeps, 'access' | 'identity' | 'identitySecret'>,
  c: Context<ApiEnv>,
  wanted: SessionOpening<Other>,
): Promise<{ readonly kind: 'opened'; readonly user: UserRow } | Other> {
  const outcome = await deps.identity.together(async (transaction) => {
    const opened = await wanted.open();
    if (opened.kind !== 'opened') return opened;
    return await enterSession(deps, c, await transaction(), { ...wanted, session: opened.session });
  });
  if (outcome.kind !== 'opened') return outcome;
  handOver(deps, c, outcome);
  return outcome;
}

export interface EnteredSession extends Opened {
  readonly user: UserRow;
  /** Names the browser. */
  readonly device: string;
}

/** In the transaction that opens the session: its audit entry, and the end of the caller's session before. */
export async function enterSession(
  { access, identitySecret }: Pick<ApiDeps, 'access' | 'identitySecret'>,
  c: Context<ApiEnv>,
  tx: Transaction<Database>,
  opened: Pick<SessionOpening<never>, 'action' | 'secondFactorShown' | 'besides'> & {
    readonly session: string;
  },
): Promise<EnteredSession> {
  const { session } = opened;
  const tokenHash = sessionTokenHash(session, identitySecret);
  if (tokenHash === undefined) throw new Error('the session is not signed by this installation');
  const before = sessionTokenHash(readCookie(c, 'session'), identitySecret);
  const device = readCookie(c, 'device') ?? randomBytes(32).toString('base64url');
  if (opened.secondFactorShown) await markSecondFactor(tx, tokenHash);
  const hashes = before === undefined ? [tokenHash] : [tokenHash, before];
  const found = await sessionsByToken(tx, hashes, access.sessionIdleSeconds);
  const live = found.find((one) => one.tokenHash === tokenHash);
  const user = live && (await userById(tx, live.user.id));
  // Disabled, or logged out everywhere, in this very moment.
  if (live === undefined || user === undefined) {
    throw problem('INVALID_CREDENTIALS', 'The session was ended as it was opened.');
  }
  const replaced = found.find((one) => one.tokenHash === before && one.id !== live.id);
  if (replaced !== undefined) await endSession(tx, replaced.user.id, replaced.id);
  await opened.besides?.(tx, user.id);
  await rememberDevice(tx, user.id, device);
  await appendAudit(tx, {
    userId: user.id,
    actor: user.email,
    action: opened.action,
    target: `session:${live.id}`,
    result: 'done',
    data: { secondFactor: opened.secondFactorShown },
    requestId: c.get('requestId'),
    credential: `session:${live.id}`,
    address: c.get('address'),
  });
  return { kind: 'opened', session, user, device };
}

/** Once the session stands: its cookies. */
export function handOver(
  { access }: Pick<ApiDeps, 'access'>,
  c: Context<ApiEnv>,
  { session, device }: EnteredSession,
): void {
  giveCookie(c, 'session', session, access.sessionSeconds);
  giveCookie(c, 'device', device, DEVICE_SECONDS);
  takeCookie(c, 'pending');
}
