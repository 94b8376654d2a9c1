import { createHash, randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import type { AccessConfig } from '../../config/access.ts';
import type { LanguageModelConfig } from '../../config/language-models.ts';
import { Secret } from '../../config/secret.ts';
import { createDatabase } from '../../db/client.ts';
import { insertApiKey } from '../../db/queries/identity/api-keys.ts';
import type { Database } from '../../db/schema.ts';
import { KEY_SCOPES, type KeyScope } from '../../domain/identity/capabilities.ts';
import type { EventFeed } from '../../domain/ports/event-feed.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { createApp } from '../app.ts';
import type { ApiDeps } from '../deps.ts';
import { createEventHub } from '../events/event-hub.ts';
import { createQuoteHub } from '../events/quote-hub.ts';
import { createIdentity } from '../identity/better-auth.ts';
import { createLiveCredentials } from '../identity/live-credentials.ts';
import { createRefusalLog, type RefusalLog } from '../refusal-log.ts';
import { connectTemporal } from '../temporal/connect.ts';

const SANDBOX_MODELS: LanguageModelConfig = {
  access: { source: 'sandbox', sandboxUrl: 'http://127.0.0.1:1' },
  decideTargets: ['openai:sandbox-analyst', 'anthropic:sandbox-analyst'],
  criticiseTargets: ['anthropic:sandbox-analyst'],
  usdPerDay: '5',
  strategyUsdPerDay: '2',
  timeoutMs: 60_000,
};

export const TEST_ACCESS: AccessConfig = {
  secretsKey: new Secret('the secrets key of tests, thirty-two characters'),
  sessionIdleSeconds: 3_600,
  sessionSeconds: 43_200,
  origins: [],
  trustedProxies: [],
  userRequestsPerMinute: 1_000_000,
  addressRequestsPerMinute: 1_000_000,
};
/** Signs the cookies of the API under test. */
export const TEST_IDENTITY_SECRET = 'the identity secret of tests, thirty-two characters';

/** Nothing listens there: for tests of what needs no server, and of what happens without one. */
const NOWHERE = '127.0.0.1:1';

export interface Call {
  readonly key?: string;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the request comes from; 127.0.0.1 unless it says so. */
  readonly address?: string;
}

export interface ApiUnderTest {
  readonly app: ReturnType<typeof createApp>;
  readonly temporal: Client;
  readonly refusals: RefusalLog;
  readonly call: (method: string, path: string, call?: Call) => Promise<Response>;
  readonly close: () => Promise<void>;
}

/** The API over real parts, or over none: a part that is left out does not answer. */
export function apiUnderTest(
  parts: {
    readonly db?: Kysely<Database>;
    readonly temporal?: { readonly address: string; readonly namespace: string };
    readonly deps?: Partial<ApiDeps>;
  } = {},
): ApiUnderTest {
  const ownDb = parts.db ?? createDatabase({ url: `postgres://nobody@${NOWHERE}/none`, poolMax: 1 });
  const connection = connectTemporal({ address: parts.temporal?.address ?? NOWHERE });
  const temporal = new Client({ connection, namespace: parts.temporal?.namespace ?? 'default' });
  const logger = createLogger({ name: 'api-under-test', level: 'silent' });
  const refusals = createRefusalLog({ db: ownDb, logger });
  const access = parts.deps?.access ?? TEST_ACCESS;
  const { sessionSeconds } = access;
  const app = createApp({
    db: ownDb,
    temporal,
    logger,
    refusals,
    access,
    identity: createIdentity({ db: ownDb, logger, secret: TEST_IDENTITY_SECRET, sessionSeconds }),
    credentials: createLiveCredentials(ownDb, access),
    identitySecret: TEST_IDENTITY_SECRET,
    probes: {
      postgres: () => Promise.resolve(),
      temporal: () => Promise.resolve(),
      nats: () => Promise.resolve(),
    },
    metrics: createMetrics(),
    pool: () => ({ max: 1, size: 0, idle: 0, waiting: 0 }),
    events: noEvents(),
    codec: { keys: [], uiOrigin: 'http://127.0.0.1:8233' },
    now: () => new Date(),
    storedKeys: {
      masterKeys: [{ name: 'test', bytes: Buffer.alloc(32, 7) }],
      services: [],
      mode: 'sandbox',
      liveTradingConfirmed: false,
    },
    alerting: { secret: new Secret('alerts'), webhookHosts: [], smtp: undefined, telegramToken: undefined },
    languageModels: SANDBOX_MODELS,
    integrationProbeMinutes: 5,
    temporalTimeoutMs: 3_000,
    acknowledgementTimeoutMs: 1_000,
    marketTimeoutMs: 20_000,
    lookTimeoutMs: 45_000,
    channelTrialTimeoutMs: 25_000,
    ...parts.deps,
  });
  return {
    app,
    temporal,
    call: async (method, path, { key, body, rawBody, headers, address = '127.0.0.1' } = {}) => {
      const content = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
      const request = {
        method,
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(content === undefined ? {} : { body: content }),
      };
      return await app.request(path, request, { incoming: { socket: { remoteAddress: address } } });
    },
    refusals,
    close: async () => {
      await refusals.close();
      await connection.close();
      if (parts.db === undefined) await ownDb.destroy();
    },
  };
}

/** A stream that was never reached. */
function noEvents(): ApiDeps['events'] {
  const feed: EventFeed = {
    follow: () => Promise.resolve(),
    readBack: () => Promise.reject(new Error('no event bus')),
    close: () => Promise.resolve(),
  };
  const quotes = createQuoteHub({
    feed: { listen: () => () => {}, close: () => Promise.resolve() },
    keepInterests: () => Promise.resolve(),
    streamState: () => Promise.resolve(undefined),
    logger: createLogger({ name: 'api-under-test', level: 'silent' }),
  });
  return { feed, hub: createEventHub(feed), quotes };
}

/** A fresh key of the user, for everything that a key may do unless `scopes` say less. */
export async function aKeyOf(
  db: Kysely<Database>,
  userId: string,
  expiresAt?: Date,
  scopes: readonly KeyScope[] = KEY_SCOPES,
): Promise<string> {
  const key = randomUUID();
  const keyHash = createHash('sha256').update(key).digest('hex');
  const expiry = expiresAt === undefined ? {} : { expiresAt };
  await insertApiKey(db, { userId, name: 'test', keyHash, scopes, ...expiry });
  return key;
}
