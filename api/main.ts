import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { dataConverterOf } from '../codec/data-converter.ts';
import { derivedSecret } from '../config/access.ts';
import { codecKeysOf } from '../config/codec-keys.ts';
import { readConfig } from '../config/env.ts';
import { secretsOf } from '../config/secrets-of.ts';
import { createNatsEventFeed } from '../connectors/nats/event-feed.ts';
import { createNatsTickFeed } from '../connectors/nats/market-ticks.ts';
import { createDatabase } from '../db/client.ts';
import { meterDatabase } from '../db/database-metrics.ts';
import { createDatabaseWatch } from '../db/database-watch.ts';
import { followedStream } from '../db/queries/market/market-streams.ts';
import { keepInterests } from '../db/queries/market/wanted-symbols.ts';
import { announce, createLogger, logDestination } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createRedact } from '../telemetry/redact.ts';
import { tracingIfWanted } from '../telemetry/tracing-if-wanted.ts';
import { createApp } from './app.ts';
import { createEventHub } from './events/event-hub.ts';
import { createQuoteHub } from './events/quote-hub.ts';
import { createIdentity } from './identity/better-auth.ts';
import { createLiveCredentials } from './identity/live-credentials.ts';
import { natsProbe } from './probes/nats.ts';
import { postgresProbe } from './probes/postgres.ts';
import { temporalProbe } from './probes/temporal.ts';
import { createRefusalLog } from './refusal-log.ts';
import { startServer } from './server.ts';
import { storedKeyTerms } from './stored-key-terms.ts';
import { connectTemporal } from './temporal/connect.ts';
import { sendRequestId } from './temporal/send-request-id.ts';

const POOL_MAX = 10;
/** A person waits, or a program that asks again: nothing here takes nearly so long. */
const STATEMENT_MS = 8_000;
const TELL_POOL_MS = 2_000;
const TEMPORAL_TIMEOUT_MS = 5_000;
const MARKET_TIMEOUT_MS = 30_000;
const LOOK_TIMEOUT_MS = 45_000;
const CHANNEL_TRIAL_TIMEOUT_MS = 25_000;
const ACKNOWLEDGEMENT_TIMEOUT_MS = 20_000;
const GRACE_MS = 3_000;
const CLOSE_WITHIN_MS = 4_500;

const config = readConfig();
const { secretsKey } = config.access;
if (secretsKey === undefined) {
  console.error(
    'ALPHAFLOW_SECRETS_KEY is not set: 32 random characters or more, kept for as long as the database.',
  );
  process.exit(1);
}
// Standard output carries the ready line; the log goes to standard error.
const redact = createRedact(secretsOf(config));
const logger = createLogger({ name: 'api', level: config.logLevel, redact }, logDestination(2));
const watch = createDatabaseWatch({ logger });
const db = createDatabase({
  url: config.database.url.reveal(),
  poolMax: POOL_MAX,
  statementMs: STATEMENT_MS,
  logger,
  watch,
});
const fromEnvironment = loadClientConnectConfig();
const connection = connectTemporal({
  ...fromEnvironment.connectionOptions,
  address: config.temporal.address,
});
const { namespace } = config.temporal;
const codecKeys = codecKeysOf(config.temporal.codecKeys);
const tracing = await tracingIfWanted(config.tracing, { serviceName: 'alphaflow-api', logger });
watch.listen((label, ms) => tracing?.past(`SQL ${label}`, ms, { 'db.system.name': 'postgresql' }));
const temporal = new Client({
  connection,
  namespace,
  ...dataConverterOf(codecKeys),
  interceptors: { workflow: [sendRequestId, ...(tracing === undefined ? [] : [await traceCalls()])] },
});
const nats = natsProbe(config.nats.url);
const feed = createNatsEventFeed({ url: config.nats.url, logger });
const hub = createEventHub(feed);
const quotes = createQuoteHub({
  feed: createNatsTickFeed({ url: config.nats.url, logger }),
  keepInterests: (interests, forMs) => keepInterests(db, interests, forMs),
  streamState: (streamId) => followedStream(db, streamId),
  logger,
});

const metrics = createMetrics();
setInterval(meterDatabase(watch, metrics.meter), TELL_POOL_MS).unref();
const refusals = createRefusalLog({ db, logger, redact });
const identitySecret = derivedSecret(secretsKey, 'identity');
const identity = createIdentity({
  db,
  logger,
  secret: identitySecret,
  sessionSeconds: config.access.sessionSeconds,
});

const app = createApp({
  db,
  temporal,
  logger,
  refusals,
  probes: {
    postgres: postgresProbe(db),
    temporal: temporalProbe(connection, namespace),
    nats: nats.probe,
  },
  metrics,
  tracing,
  metricsToken: config.metrics.token?.reveal(),
  pool: watch.pool,
  events: { feed, hub, quotes },
  codec: { keys: codecKeys, uiOrigin: config.temporal.uiOrigin },
  now: () => new Date(),
  identity,
  credentials: createLiveCredentials(db, config.access),
  identitySecret,
  access: config.access,
  storedKeys: storedKeyTerms(config),
  alerting: config.alerting,
  languageModels: config.languageModels,
  researchUsdPerDay: config.research?.usdPerDay,
  integrationProbeMinutes: config.integrationProbeMinutes,
  temporalTimeoutMs: TEMPORAL_TIMEOUT_MS,
  marketTimeoutMs: MARKET_TIMEOUT_MS,
  lookTimeoutMs: LOOK_TIMEOUT_MS,
  channelTrialTimeoutMs: CHANNEL_TRIAL_TIMEOUT_MS,
  acknowledgementTimeoutMs: ACKNOWLEDGEMENT_TIMEOUT_MS,
});
const server = await startServer(app, config.api);
announce({ ready: true, url: server.url });

let isStopping = false;
const stop = async (signal: string) => {
  if (isStopping) return;
  isStopping = true;
  logger.info({ signal }, 'stopping');
  setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref();
  // Streams would hold the server open.
  await hub.close();
  await quotes.close();
  await server.close(GRACE_MS);
  // The connection to Temporal ends with the process: a call that is being tried again throws if it is closed before.
  await refusals.close();
  await tracing?.stop();
  await Promise.all([nats.close(), db.destroy()]);
  process.exit(0);
};
process.once('SIGTERM', (signal) => void stop(signal));
process.once('SIGINT', (signal) => void stop(signal));

/** Loaded where traces are wanted only. */
async function traceCalls() {
  const { OpenTelemetryWorkflowClientInterceptor } = await import(
    '@temporalio/interceptors-opentelemetry/lib/client/index.js'
  );
  return new OpenTelemetryWorkflowClientInterceptor();
}
