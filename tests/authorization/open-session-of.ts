import { createHmac, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { SESSION_COOKIE } from '../../api/identity/cookies.ts';
import { TEST_IDENTITY_SECRET } from '../../api/testing/api-under-test.ts';
import { sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import type { Database } from '../../db/schema.ts';

const HOUR_MS = 3_600_000;

/** A session as a login leaves it, without the fifth of a second that bcrypt takes, and the cookie that opens it. */
export async function openSessionOf(
  db: Kysely<Database>,
  userId: string,
  changes: { readonly expiresAt?: Date; readonly lastUsedAt?: Date; readonly secondFactorAt?: Date } = {},
): Promise<{ readonly id: string; readonly token: string; readonly cookie: string }> {
  const token = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + HOUR_MS);
  const { id } = await db
    .insertInto('sessions')
    .values({ userId, tokenHash: sha256Hex(token), expiresAt, ...changes })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, token, cookie: cookieOf(token, TEST_IDENTITY_SECRET) };
}

/** The token under a signature, as better-auth writes the cookie. */
export function cookieOf(token: string, secret: string): string {
  const signature = createHmac('sha256', secret).update(token).digest('base64');
  return `${SESSION_COOKIE}=${encodeURIComponent(`${token}.${signature}`)}`;
}
