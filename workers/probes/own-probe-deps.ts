import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { createEvidenceStore } from '../../activities/evidence-store.ts';
import type { ProbeDeps } from '../../activities/probes/probe-deps.ts';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/schema.ts';
import type { SourceAccess } from '../../resilience/source-access.ts';
import type { Logger } from '../../telemetry/log.ts';
import { createBrokers } from '../connections/brokers.ts';
import { languageModels } from '../connections/language-models.ts';
import { referenceSources } from '../connections/reference-sources.ts';
import { NO_STORED_KEYS } from '../keys/key-ring.ts';
import { NO_STORED_KEY_USE } from '../keys/with-newest-key.ts';
import { probeDeps } from './probe-deps.ts';

/** What probes need, made of a configuration alone: for a process that is no worker. */
export function ownProbeDeps(options: {
  readonly config: Config;
  readonly db: Kysely<Database>;
  readonly client: Client;
  readonly logger: Logger;
  readonly access: SourceAccess;
  readonly pool: ProbeDeps['pool'];
}): ProbeDeps {
  const { config, db, logger, access } = options;
  const brokers = createBrokers(config.broker, logger, NO_STORED_KEYS);
  const now = (): Date => new Date();
  return probeDeps({
    ...options,
    brokers,
    market: {
      db,
      evidence: createEvidenceStore(db),
      now,
      brokerOf: (account) => brokers.of(account).broker,
      marketDataOf: (account) => brokers.of(account).marketData,
    },
    asking: { db, now, ...languageModels(config.languageModels, access, NO_STORED_KEY_USE) },
    fresh: referenceSources(config.data, db, access).fresh,
  });
}
