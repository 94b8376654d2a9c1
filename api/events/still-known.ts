import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { apiKeysByHash } from '../../db/queries/api-keys.ts';
import { sessionsByToken } from '../../db/queries/sessions.ts';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';

/** Asks whether what this request was let in by still stands: a key or session that is over ends what it opened. */
export function stillKnown(
  { db, access }: Pick<ApiDeps, 'db' | 'access'>,
  c: Context<ApiEnv>,
): () => Promise<boolean> {
  const caller = c.get('caller');
  const { id } = c.get('user');
  if (caller?.kind === 'session') {
    return async () => {
      const [session] = await sessionsByToken(db, [caller.token], access.sessionIdleSeconds);
      return session?.user.id === id;
    };
  }
  const [, key = ''] = (c.req.header('authorization') ?? '').split(' ');
  const keyHash = createHash('sha256').update(key).digest('hex');
  return async () => (await apiKeysByHash(db, [keyHash]))[0]?.user.id === id;
}
