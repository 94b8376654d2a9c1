import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, randomBytes } from 'node:crypto';
import { signedValue, signValue } from './signed-value.ts';

/** By what the database knows the session of this cookie, or nothing when the cookie is none of ours. */
export function sessionTokenHash(cookie: string | undefined, secret: string): string | undefined {
  const token = signedValue(cookie, secret);
  return token === undefined ? undefined : hashOf(token);
}

/**
 * Tokens of sessions: a cookie carries 256 bits, and better-auth and the database get to see their SHA-256 alone, which
 * better-auth takes for the token.
 */
export interface SessionTokens {
  /** Runs what may open a session. */
  readonly opening: <T>(work: () => Promise<T>) => Promise<T>;
  /** Draws the token of a session that is being opened and gives its hash, for better-auth to keep. */
  readonly draw: () => string;
  /** The cookie for people of the session whose cookie better-auth has just set. */
  readonly outward: (theirs: string) => string;
  /** The cookie for better-auth of the session whose cookie a person has sent. */
  readonly inward: (ours: string) => string;
}

export function createSessionTokens(secret: string): SessionTokens {
  const opened = new AsyncLocalStorage<Map<string, string>>();
  return {
    opening: async (work) => await opened.run(new Map(), work),
    draw() {
      const token = randomBytes(32).toString('base64url');
      opened.getStore()?.set(hashOf(token), token);
      return hashOf(token);
    },
    outward(theirs) {
      const token = opened.getStore()?.get(signedValue(theirs, secret) ?? '');
      if (token === undefined)
        throw new Error('better-auth has set the cookie of a session that is not ours');
      return signValue(token, secret);
    },
    inward(ours) {
      const hash = sessionTokenHash(ours, secret);
      return hash === undefined ? '' : signValue(hash, secret);
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
