import type { Context } from 'hono';
import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { ApiEnv } from '../api-app.ts';
import { refuseTooMany } from './refuse-too-many.ts';
import { createSharedLimit } from './shared-limit.ts';

/**
 * Counts passwords and codes that somebody shows who is known by half: 10 a quarter of an hour for one user from one
 * address. Gives what forgets the count once it was the right one. @throws ProblemError RATE_LIMITED
 */
export function createProofLimits(db: Kysely<Database>) {
  const limit = createSharedLimit(db, { name: 'proof', points: 10, seconds: 900 });
  return async (c: Context<ApiEnv>, userId: string): Promise<() => Promise<void>> => {
    const key = `${userId} ${c.get('address')}`;
    const { allowed, resetMs } = await limit.take(key);
    if (!allowed) throw refuseTooMany(c, resetMs);
    return async () => {
      await limit.forget(key);
    };
  };
}
