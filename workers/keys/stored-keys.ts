import type { Kysely } from 'kysely';
import { codecKeysOf } from '../../config/codec-keys.ts';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/schema.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { LateSecrets } from '../../telemetry/redact.ts';
import { type Brokers, createBrokers } from '../connections/brokers.ts';
import { followStoredKeys, keyProven, keyRefused } from './follow-stored-keys.ts';
import { createKeyRing } from './key-ring.ts';
import { createAccountKeyProver } from './prove-account-keys.ts';
import type { StoredKeyUse } from './with-newest-key.ts';

/** The stored keys of this process: read at once, followed until `signal` aborts. */
export function storedKeys(options: {
  readonly config: Pick<Config, 'broker' | 'storedKeys'>;
  readonly db: Kysely<Database>;
  readonly logger: Logger;
  readonly lateSecrets: LateSecrets;
  readonly signal: AbortSignal;
}): StoredKeyUse & { readonly brokers: Brokers; readonly following: Promise<void> } {
  const { config, db, logger, lateSecrets, signal } = options;
  const ring = createKeyRing({ db, logger, lateSecrets, masterKeys: codecKeysOf(config.storedKeys) });
  const brokers = createBrokers(config.broker, logger, ring);
  const prove = createAccountKeyProver({
    db,
    ring,
    mode: config.broker.mode,
    brokerWith: brokers.with,
    brokerByEnvironment: brokers.byEnvironment,
    environmentsBroker: brokers.ofEnvironment,
    now: Date.now,
  });
  const noting = (noted: Promise<void>): void => {
    noted.catch((error: unknown) => logger.warn({ err: error }, 'what came of a stored key was not noted'));
  };
  return {
    ring,
    brokers,
    witness: {
      proven: ({ id }) => noting(keyProven(db, id, null)),
      refused: ({ id }, refusal) => noting(keyRefused(db, id, refusal)),
    },
    following: followStoredKeys({ db, ring, prove, logger, signal }),
  };
}
