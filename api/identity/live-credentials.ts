import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { apiKeysByHash, type LiveApiKey } from '../../db/queries/identity/api-keys.ts';
import { type LiveSession, sessionsByToken } from '../../db/queries/identity/sessions.ts';
import type { Database } from '../../db/schema.ts';
import { askedTogether } from './asked-together.ts';

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

/**
 * What opens the API at this moment, for requests and for streams that stay open. Nothing is cached: an answer is never
 * older than its question. What is malformed, unknown, ended and expired is undefined alike. @throws an outage
 */
export interface LiveCredentials {
  /** The key in an `Authorization` header. */
  readonly keyIn: (authorization: string) => Promise<LiveApiKey | undefined>;
  readonly sessionOf: (tokenHash: string) => Promise<LiveSession | undefined>;
}

/** Asks in few looks for all who ask at once. `sessionIdleSeconds`: a session left alone for so long is over. */
export function createLiveCredentials(
  db: Kysely<Database>,
  { sessionIdleSeconds }: { readonly sessionIdleSeconds: number },
): LiveCredentials {
  const keyOf = askedTogether<LiveApiKey>(async (hashes) => {
    const found = await apiKeysByHash(db, hashes);
    return new Map(found.map((key) => [key.keyHash, key]));
  });
  const sessionOf = askedTogether<LiveSession>(async (hashes) => {
    const found = await sessionsByToken(db, hashes, sessionIdleSeconds);
    return new Map(found.map((session) => [session.tokenHash, session]));
  });
  return {
    keyIn: async (authorization) => {
      const key = BEARER.exec(authorization)?.[1] ?? '';
      return await keyOf(createHash('sha256').update(key).digest('hex'));
    },
    sessionOf,
  };
}
