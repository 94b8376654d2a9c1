import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { type DestinationStream } from 'pino';
import type { AskingDeps } from '../../activities/asking/asking-deps.ts';
import type { MarketDeps, ReferenceDeps } from '../../activities/deps.ts';
import type { ProbeDeps } from '../../activities/probes/probe-deps.ts';
import type { Config } from '../../config/config.ts';
import { openEventTap } from '../../connectors/nats/event-tap.ts';
import { PROBE_KEY } from '../../db/queries/probes/probe-rows.ts';
import type { Database } from '../../db/schema.ts';
import { createLogger, type Logger } from '../../telemetry/log.ts';
import type { Brokers } from '../connections/brokers.ts';
import { probeDrills } from './probe-drills.ts';
import { probeFlows } from './probe-flows.ts';

/** A key that the sandbox refuses. */
const REFUSED_KEY = 'INVALID';

/** What probes walk their paths with, of the parts that the process works with itself. */
export function probeDeps(options: {
  readonly config: Config;
  readonly db: Kysely<Database>;
  readonly client: Client;
  readonly logger: Logger;
  readonly brokers: Brokers;
  readonly market: MarketDeps;
  readonly asking: AskingDeps;
  readonly fresh: ReferenceDeps['fresh'];
  readonly pool: ProbeDeps['pool'];
}): ProbeDeps {
  const { config, db, client, logger, brokers, market, asking, fresh, pool } = options;
  const { broker } = config;
  const { mode } = broker;
  const own = { name: 'integration probe', mode, keyRef: mode === 'sandbox' ? PROBE_KEY : broker.keyId };
  return {
    db,
    now: market.now,
    mode,
    evidence: market.evidence,
    // Whether there is a key for it is known when it is asked for.
    get broker() {
      return brokers.of(own).broker;
    },
    refusedBroker: mode === 'sandbox' ? brokers.of({ ...own, keyRef: REFUSED_KEY }).broker : undefined,
    get marketData() {
      return brokers.of(own).marketData;
    },
    brokerOf: market.brokerOf,
    hasKeysFor: (account) => account.mode === mode && (mode === 'sandbox' || account.keyRef === broker.keyId),
    sources: fresh,
    asking,
    pool,
    flows: probeFlows(client),
    events: { open: async (userId) => openEventTap({ url: config.nats.url, userId, logger }) },
    addresses: { api: config.api.url, metrics: `http://127.0.0.1:${config.metrics.port}` },
    logLine,
    drills: probeDrills(logger),
  };
}

/** What the process's log would write of these fields. */
function logLine(fields: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [];
  const destination: DestinationStream = { write: (line) => lines.push(line) };
  createLogger({ name: 'probe', level: 'info' }, destination).info(fields, 'probed');
  return lines.join('');
}
