import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { isKnownDevice } from '../../db/queries/identity/known-devices.ts';
import type { Database } from '../../db/schema.ts';
import { createSharedLimit, type SharedLimit } from './shared-limit.ts';

const QUARTER_SECONDS = 900;
const HOUR_SECONDS = 3_600;

/** One attempt to log in. */
export interface LoginAttempt {
  readonly email: string;
  readonly address: string;
  /** The cookie of a browser from which somebody has logged in before. */
  readonly device: string | undefined;
}

export type AdmittedLogin =
  | { readonly allowed: true; readonly succeeded: () => Promise<void> }
  | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * How often a password may be guessed: 10 times a quarter of an hour for one account from one address, 100 times from
 * one address, 100 times an hour for one account. The last is no weapon against its owner: a browser from which they
 * have logged in before is counted by itself (20 a quarter), and what one address is refused does not count for the
 * account. What succeeds does not count.
 */
export function createLoginLimits(db: Kysely<Database>) {
  const pair = createSharedLimit(db, { name: 'login-pair', points: 10, seconds: QUARTER_SECONDS });
  const address = createSharedLimit(db, { name: 'login-address', points: 100, seconds: QUARTER_SECONDS });
  const account = createSharedLimit(db, { name: 'login-account', points: 100, seconds: HOUR_SECONDS });
  const device = createSharedLimit(db, { name: 'login-device', points: 20, seconds: QUARTER_SECONDS });

  return async (attempt: LoginAttempt): Promise<AdmittedLogin> => {
    const isKnown = await isKnownDevice(db, attempt.email, attempt.device);
    const counts: readonly (readonly [SharedLimit, string])[] = isKnown
      ? [[device, digest(attempt.email, attempt.device ?? '')]]
      : [
          [pair, digest(attempt.email, attempt.address)],
          [address, digest(attempt.address)],
          [account, digest(attempt.email)],
        ];
    for (const [limit, key] of counts) {
      const { allowed, resetMs } = await limit.take(key);
      if (!allowed) return { allowed: false, retryAfterMs: resetMs };
    }
    return {
      allowed: true,
      succeeded: async () => {
        for (const [limit, key] of counts) {
          await (limit === pair ? limit.forget(key) : limit.giveBack(key));
        }
      },
    };
  };
}

/** Keys in the table tell nobody's address. */
function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url');
}
