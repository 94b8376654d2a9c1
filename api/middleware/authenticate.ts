import { createHash } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { userByApiKeyHash } from '../../db/queries/api-keys.ts';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';
import { problem } from '../problem-error.ts';

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

/**
 * Lets a request through whose `Authorization: Bearer <apiKey>` belongs to a user. A missing, malformed, unknown
 * and expired key are told apart by nobody: each is hashed, looked up and answered alike.
 */
export function authenticate({ db }: Pick<ApiDeps, 'db'>) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = BEARER.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const found = await userByApiKeyHash(db, createHash('sha256').update(key).digest('hex'));
    if (found === undefined) {
      throw problem('UNAUTHENTICATED', 'Send Authorization: Bearer <apiKey> with a valid key.');
    }
    const { id, email, role } = found.user;
    c.set('user', { id, email, role });
    await next();
  });
}
