import type { Kysely } from 'kysely';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { accountOpenedBefore } from '../../db/queries/identity/stored-keys.ts';
import type { BrokerAccountRow, Database } from '../../db/schema.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { Broker } from '../../domain/ports/broker.ts';
import { isKeyOfOtherMode, type KeyParts, type KeyRefusal } from '../../domain/stored-key.ts';
import { keyOpens, keyRefused } from './follow-stored-keys.ts';
import type { FilledKeyRing, RingKey } from './key-ring.ts';

const AGAIN_AFTER_MS = 30_000;

/**
 * Tries each new key of a broker account by reading the account, before anything else is sent with it: it must open the
 * account that the keys before it have opened, stored or the environment's, or the first time one that no other account
 * here has opened. A key that opens another one is never used.
 */
export function createAccountKeyProver(options: {
  readonly db: Kysely<Database>;
  readonly ring: FilledKeyRing;
  readonly mode: BrokerAccountRow['mode'];
  readonly brokerWith: (parts: KeyParts) => Broker;
  /** The account by the environment's keys; undefined where they are not there for it. */
  readonly brokerByEnvironment: (account: BrokerAccountRow) => Broker | undefined;
  /** By the environment's own pair of keys; undefined where it has none. */
  readonly environmentsBroker: () => Broker | undefined;
  readonly now: () => number;
}): () => Promise<void> {
  const { db, ring, mode, brokerWith, brokerByEnvironment, environmentsBroker, now } = options;
  const triedAt = new Map<string, number>();

  /** Undefined: it opens the account; else why it is not used. @throws SourceOutage when nobody can tell. */
  const judge = async (account: BrokerAccountRow, parts: KeyParts) => {
    if (isKeyOfOtherMode(mode, parts.keyId ?? '')) return { refusal: 'other-mode' as const };
    const { accountNumber } = await brokerWith(parts).account();
    const own = brokerByEnvironment(account);
    const before = (await accountOpenedBefore(db, account.id)) ?? (await numberBy(own));
    if (before !== undefined && before !== accountNumber) return { refusal: 'another-account' as const };
    const isTheEnvironments = own === undefined && (await numberBy(environmentsBroker())) === accountNumber;
    return isTheEnvironments ? { refusal: 'account-taken' as const } : { opens: accountNumber };
  };
  const prove = async (key: RingKey) => {
    const { id, accountId, parts } = key;
    const account = accountId === null ? undefined : await accountById(db, accountId);
    if (account === undefined || account.mode !== mode || parts === undefined) return;
    const place = { id, accountId: account.id };
    const judged = await judge(account, parts).catch((error: unknown): { refusal: KeyRefusal } => {
      if (isUnauthorized(error)) return { refusal: 'refused-by-service' };
      throw error;
    });
    if ('opens' in judged) await keyOpens(db, place, judged.opens);
    else await keyRefused(db, id, judged.refusal);
  };

  return async () => {
    const unproven = ring
      .all()
      .filter(
        ({ service, isProven, id }) => service === 'alpaca' && !isProven && isDue(triedAt.get(id), now()),
      );
    for (const key of unproven) {
      triedAt.set(key.id, now());
      await prove(key);
    }
    if (unproven.length > 0) await ring.refresh();
  };
}

function isDue(triedAt: number | undefined, now: number): boolean {
  return triedAt === undefined || now - triedAt >= AGAIN_AFTER_MS;
}

/** Undefined where the environment has no key, or one that the broker does not take any more. */
async function numberBy(broker: Broker | undefined): Promise<string | undefined> {
  try {
    return (await broker?.account())?.accountNumber;
  } catch (error) {
    if (isUnauthorized(error)) return undefined;
    throw error;
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof SourceOutage && error.kind === 'unauthorized';
}
