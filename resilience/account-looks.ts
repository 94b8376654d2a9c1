import type { Kysely } from 'kysely';
import { ledgerVersion } from '../db/queries/books/ledger-version.ts';
import type { Database } from '../db/schema.ts';
import type { AccountLook } from '../domain/portfolio.ts';
import type { MakeCache } from '../domain/ports/answer-cache.ts';
import type { Broker } from '../domain/ports/broker.ts';

/** Equity moves with prices, so nobody is given an older one, whatever they ask for. */
const KEPT_MS = 5 * 60_000;
const BYTES_MAX = 1_048_576;

/**
 * The broker's account, read anew or from the cache while nothing has changed it: an order, a fill, a cancel, whichever
 * worker it went through, moves the ledger's version and ends what was kept; and while something is on its way to the
 * broker nothing is kept at all. The look says when it was taken: who judges risk by it judges its age too.
 */
export function createAccountLooks(options: {
  readonly db: Kysely<Database>;
  readonly cache: MakeCache;
  readonly now: () => Date;
}): (accountId: string, broker: Broker, maxAgeMs: number) => Promise<AccountLook> {
  const { db, now } = options;
  const kept = options.cache<AccountLook>({
    source: 'alpaca',
    name: 'account',
    maxAgeMs: KEPT_MS,
    bytesMax: BYTES_MAX,
  });
  return async (accountId, broker, maxAgeMs) => {
    const look = async (): Promise<AccountLook> => {
      const askedAt = now().toISOString();
      return { state: await broker.account(), askedAt, answeredAt: now().toISOString() };
    };
    // The version is read before the broker: what changes in between is found by the next look, under another version.
    const { version, inFlight } = await ledgerVersion(db, accountId);
    if (inFlight) return await look();
    return await kept.read(`${accountId} ${version}`, now().toISOString(), look, { maxAgeMs });
  };
}
