import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { userByApiKeyHash } from '../../db/queries/api-keys.ts';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';

/** Asks whether what this request was let in by still stands: a key that was taken back ends what it opened. */
export function stillKnown({ db }: Pick<ApiDeps, 'db'>, c: Context<ApiEnv>): () => Promise<boolean> {
  const [, key = ''] = (c.req.header('authorization') ?? '').split(' ');
  const keyHash = createHash('sha256').update(key).digest('hex');
  const { id } = c.get('user');
  return async () => (await userByApiKeyHash(db, keyHash))?.user.id === id;
}
