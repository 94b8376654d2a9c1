import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { touchApiKey } from '../../db/queries/identity/api-keys.ts';
import { touchSession } from '../../db/queries/identity/sessions.ts';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';
import { readCookie } from '../identity/cookies.ts';
import { createNoteUse } from '../identity/note-use.ts';
import { sessionTokenHash } from '../identity/session-token.ts';

const TOUCH_AFTER_MS = 60_000;

/**
 * Recognises the user of a request by `Authorization: Bearer <apiKey>`, or without that header by the session cookie,
 * with their role as it is at this moment. Whoever shows nothing that stands is nobody: `authorize` decides what nobody
 * may do. What is missing, malformed, unknown, ended and expired is told apart by nobody.
 */
export function authenticate({
  db,
  credentials,
  identitySecret,
  logger,
}: Pick<ApiDeps, 'db' | 'credentials' | 'identitySecret' | 'logger'>) {
  const noteUse = createNoteUse(logger);
  const byKey = async (c: Context<ApiEnv>, header: string) => {
    const found = await credentials.keyIn(header);
    if (found === undefined) return;
    if (isStale(found.lastUsedAt)) noteUse(found.id, (id) => touchApiKey(db, id));
    c.set('user', found.user);
    c.set('caller', { kind: 'key', keyId: found.id, scopes: found.scopes });
  };

  const bySession = async (c: Context<ApiEnv>) => {
    const session = readCookie(c, 'session');
    const tokenHash = sessionTokenHash(session, identitySecret);
    if (session === undefined || tokenHash === undefined) return;
    const found = await credentials.sessionOf(tokenHash);
    if (found === undefined) return;
    if (isStale(found.lastUsedAt)) noteUse(found.id, (id) => touchSession(db, id));
    const { twoFactorEnabled, ...user } = found.user;
    const { id: sessionId, secondFactorAt } = found;
    c.set('user', user);
    c.set('caller', { kind: 'session', sessionId, tokenHash, session, twoFactorEnabled, secondFactorAt });
  };

  return createMiddleware<ApiEnv>(async (c, next) => {
    const header = c.req.header('authorization');
    if (header === undefined) await bySession(c);
    else await byKey(c, header);
    await next();
  });
}

function isStale(lastUsedAt: Date | null): boolean {
  return lastUsedAt === null || Date.now() - lastUsedAt.getTime() > TOUCH_AFTER_MS;
}
