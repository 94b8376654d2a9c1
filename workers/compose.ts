import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { createCycleActivities } from '../activities/cycle-activities.ts';
import type { MarketDeps, ReferenceDeps } from '../activities/deps.ts';
import { createEvidenceStore } from '../activities/evidence-store.ts';
import { createHaltActivities } from '../activities/halt-activities.ts';
import { createOrderActivities } from '../activities/order-activities.ts';
import { createReconcileActivities } from '../activities/reconcile-activities.ts';
import { createResearchActivities } from '../activities/research-activities.ts';
import { createStreamActivities } from '../activities/stream-activities.ts';
import type { Config } from '../config/config.ts';
import { createFinra, FINRA_URL } from '../connectors/finra/short-interest.ts';
import { createFrankfurter, FRANKFURTER_URL } from '../connectors/frankfurter/fx.ts';
import { edgarUrls } from '../connectors/sec-edgar/edgar-urls.ts';
import { createSecEdgar } from '../connectors/sec-edgar/filings.ts';
import type { Database } from '../db/schema.ts';
import type { Broker } from '../domain/ports/broker.ts';
import type { Logger } from '../telemetry/log.ts';
import { createBrokers } from './brokers.ts';
import { tellOrder } from './schedules.ts';
import type { QueueWork } from './task-queues.ts';

/** Who asks, in the words that the SEC wants to see; the sandbox is asked in the same form. */
const SANDBOX_USER_AGENT = 'AlphaFlow sandbox@localhost.example';

/** Everything that the queues' activities work with, put together once. */
export function composeWork(options: {
  readonly config: Config;
  readonly db: Kysely<Database>;
  readonly client: Client;
  readonly logger: Logger;
  /** Put around every account's broker. */
  readonly broker: (broker: Broker) => Broker;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}): QueueWork {
  const { config, db, client, logger, broker, stopping } = options;
  const connections = createBrokers(config.broker, logger);
  const evidence = createEvidenceStore(db);
  const market: MarketDeps = {
    db,
    evidence,
    now: () => new Date(),
    brokerOf: (account) => broker(connections(account).broker),
    marketDataOf: (account) => connections(account).marketData,
  };
  return {
    cycle: createCycleActivities(market),
    orders: {
      ...createOrderActivities(market),
      ...createReconcileActivities(market),
      ...createHaltActivities(market),
      ...createStreamActivities({
        ...market,
        stopping,
        tellOrder: (id, change) => tellOrder(client, id, change),
      }),
    },
    research: createResearchActivities({
      db,
      evidence,
      now: market.now,
      ...referenceSources(config, logger),
    }),
  };
}

function referenceSources(
  config: Config,
  logger: Logger,
): Pick<ReferenceDeps, 'filings' | 'fx' | 'shortInterest'> {
  const { data } = config;
  const sandbox = data.source === 'sandbox' ? data.sandboxUrl : undefined;
  return {
    filings: createSecEdgar({
      baseUrls: edgarUrls(sandbox),
      userAgent: data.source === 'real' ? data.edgarUserAgent : SANDBOX_USER_AGENT,
      logger,
    }),
    fx: createFrankfurter({ baseUrl: sandbox === undefined ? FRANKFURTER_URL : `${sandbox}/frankfurter` }),
    shortInterest: createFinra({ baseUrl: sandbox === undefined ? FINRA_URL : `${sandbox}/finra` }),
  };
}
