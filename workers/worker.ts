import { Client } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { sql } from 'kysely';
import { dataConverterOf } from '../codec/data-converter.ts';
import { codecKeysOf } from '../config/codec-keys.ts';
import type { Config } from '../config/config.ts';
import { secretsOf } from '../config/secrets-of.ts';
import { AUDIT_ANCHOR_STREAM } from '../connectors/nats/audit-anchors.ts';
import { createNatsEventBus } from '../connectors/nats/event-bus.ts';
import { createNatsEventLog } from '../connectors/nats/event-log.ts';
import { createNatsTickSender } from '../connectors/nats/market-ticks.ts';
import { createDatabase } from '../db/client.ts';
import { meterDatabase } from '../db/database-metrics.ts';
import { createDatabaseWatch } from '../db/database-watch.ts';
import { createSourceAccess } from '../resilience/source-access.ts';
import type { Logger } from '../telemetry/log.ts';
import { createLateSecrets, createRedact, type LateSecrets } from '../telemetry/redact.ts';
import type { StartedTracing } from '../telemetry/start-tracing.ts';
import { tracingIfWanted } from '../telemetry/tracing-if-wanted.ts';
import { untilHaltMarkerAdopted } from './adopt-halt-marker.ts';
import { anchorAudit } from './anchor-audit.ts';
import { composeWork } from './compose.ts';
import { tellSourceFigures } from './connections/tell-source-figures.ts';
import { followAlertEvents } from './events/follow-alert-events.ts';
import { relayOutbox } from './events/outbox-relay.ts';
import { followAccounts } from './follow-accounts.ts';
import { storedKeys } from './keys/stored-keys.ts';
import type { Seams } from './seams.ts';
import { createQueueWorkers } from './temporal/task-queues.ts';

const POOL_MAX = 20;
const TELL_POOL_MS = 2_000;

/**
 * Runs the queues of its configuration, the outbox relay and the followers of the accounts, until a signal stops the process.
 * `onReady` is called when the queues are polled. `seams` lets a proof put something around the parts.
 */
export async function runWorker(options: {
  readonly config: Config;
  readonly logger: Logger;
  readonly onReady: () => void;
  readonly seams?: Seams;
  /** Where secrets that are read later are told to the log. */
  readonly lateSecrets?: LateSecrets;
}): Promise<void> {
  const { config, logger, onReady, seams = {}, lateSecrets = createLateSecrets() } = options;
  const { database = same, work: aroundWork = same, broker = same, log = same, workflowBundle } = seams;
  const { address, namespace } = config.temporal;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

  const watch = createDatabaseWatch({ logger });
  const databaseUrl = config.database.url.reveal();
  const db = database(createDatabase({ url: databaseUrl, poolMax: POOL_MAX, logger, watch }));
  const tellPool = meterDatabase(watch, Runtime.instance().metricMeter);
  const connection = await NativeConnection.connect({ address });
  const tracing = await tracingIfWanted(config.tracing, { serviceName: 'alphaflow-worker', logger });
  const temporal = tracing === undefined ? undefined : await traceTemporal(tracing);
  watch.listen((label, ms) => tracing?.past(`SQL ${label}`, ms, { 'db.system.name': 'postgresql' }));
  const converter = dataConverterOf(codecKeysOf(config.temporal.codecKeys));
  const client = new Client({
    connection,
    namespace,
    ...converter,
    interceptors: { workflow: temporal === undefined ? [] : [temporal.client] },
  });
  const access = createSourceAccess(logger);
  const stored = storedKeys({ config, db, logger, lateSecrets, signal: stop.signal });
  const ticks = createNatsTickSender({ url: config.nats.url, logger });
  const work = aroundWork(
    composeWork({
      config,
      db,
      client,
      logger,
      access,
      stored,
      broker,
      ticks,
      stopping: stop.signal,
      pool: watch.pool,
    }),
  );
  await untilHaltMarkerAdopted({ db, logger, signal: stop.signal, home: config.home });
  const workers = await createQueueWorkers({
    connection,
    namespace,
    ...config.worker,
    work,
    logger,
    tracing: temporal,
    workflowBundle,
    databaseAnswers: () => sql`select 1`.execute(db),
    redact: createRedact(secretsOf(config), lateSecrets),
    ...converter,
  });

  const { url } = config.nats;
  const background = Promise.all([
    stored.following,
    relayOutbox({
      db,
      logger,
      signal: stop.signal,
      openLog: async () => log(await createNatsEventLog({ url, logger })),
    }),
    anchorAudit({
      db,
      database: databaseNameOf(databaseUrl),
      home: config.home,
      logger,
      signal: stop.signal,
      openBus: () => createNatsEventBus({ url, logger, stream: AUDIT_ANCHOR_STREAM }),
    }),
    tellSourceFigures({ db, access, meter: Runtime.instance().metricMeter, logger, signal: stop.signal }),
    followAccounts({
      client,
      db,
      logger,
      signal: stop.signal,
      home: config.home,
      rhythm: { probeMinutes: config.integrationProbeMinutes },
      brokerOf: (account) => stored.brokers.of(account).broker,
    }),
    followAlertEvents({
      url: config.nats.url,
      deps: { db, now: () => new Date() },
      client,
      logger,
      signal: stop.signal,
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  const telling = setInterval(tellPool, TELL_POOL_MS);
  onReady();
  try {
    await running;
  } finally {
    clearInterval(telling);
    stop.abort();
    await background;
    await ticks.close();
    await connection.close();
    await db.destroy();
    await tracing?.stop();
  }
}

function databaseNameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** Loaded where traces are wanted only. */
async function traceTemporal(tracing: StartedTracing) {
  const { temporalTracing } = await import('./temporal/temporal-tracing.ts');
  return temporalTracing(tracing);
}

function same<T>(part: T): T {
  return part;
}
