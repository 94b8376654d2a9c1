import type { Context } from 'hono';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';

/** Asks whether what this request was let in by still stands: a key or session that is over ends what it opened. */
export function stillKnown(
  { credentials }: Pick<ApiDeps, 'credentials'>,
  c: Context<ApiEnv>,
): () => Promise<boolean> {
  const caller = c.get('caller');
  const { id } = c.get('user');
  if (caller?.kind === 'session') {
    return async () => (await credentials.sessionOf(caller.tokenHash))?.user.id === id;
  }
  const header = c.req.header('authorization') ?? '';
  return async () => (await credentials.keyIn(header))?.user.id === id;
}
