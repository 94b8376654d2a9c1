import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import type { CodecKey } from '../codec/codec-key.ts';
import type { AccessConfig } from '../config/access.ts';
import type { AlertingConfig } from '../config/alerting.ts';
import type { LanguageModelConfig } from '../config/language-models.ts';
import type { PoolFigures } from '../db/database-watch.ts';
import type { BrokerAccountRow, Database } from '../db/schema.ts';
import type { EventFeed } from '../domain/ports/event-feed.ts';
import type { KeyService } from '../domain/stored-key.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { EventHub } from './events/event-hub.ts';
import type { QuoteHub } from './events/quote-hub.ts';
import type { Identity } from './identity/identity.ts';
import type { LiveCredentials } from './identity/live-credentials.ts';
import type { RefusalLog } from './refusal-log.ts';

/** Asks a part for a sign of life; @throws when it gives none. */
export type Probe = () => Promise<void>;

/** The stream of events, what of it is kept for all readers, and their quotes. */
export interface EventDeps {
  readonly feed: EventFeed;
  readonly hub: EventHub;
  readonly quotes: QuoteHub;
}

/** What decides which keys of outside services may be stored. */
export interface StoredKeyTerms {
  /** Encrypt them, the first of these; none: nothing can be stored. */
  readonly masterKeys: readonly CodecKey[];
  /** Beside the broker. */
  readonly services: readonly Exclude<KeyService, 'alpaca'>[];
  readonly mode: BrokerAccountRow['mode'];
  readonly liveTradingConfirmed: boolean;
  /** The id of the environment's pair of keys, which opens one account; undefined in the sandbox. */
  readonly environmentsKeyId?: string | undefined;
}

/** Everything that the API needs from outside; made in `main.ts`, or by a test. */
export interface ApiDeps {
  readonly db: Kysely<Database>;
  readonly temporal: Client;
  readonly logger: Logger;
  readonly refusals: RefusalLog;
  readonly probes: { readonly postgres: Probe; readonly temporal: Probe; readonly nats: Probe };
  readonly metrics: Metrics;
  /** Where spans are sent, if they are. */
  readonly tracing?: Tracing | undefined;
  /** Who reads the metrics sends it; without one only this machine reads them. */
  readonly metricsToken?: string | undefined;
  /** Connections to the database. */
  readonly pool: () => PoolFigures;
  readonly events: EventDeps;
  /** What encrypts the payloads in Temporal, and the Web UI that may ask for them in the clear. */
  readonly codec: { readonly keys: readonly CodecKey[]; readonly uiOrigin: string };
  readonly now: () => Date;
  readonly identity: Identity;
  readonly credentials: LiveCredentials;
  /** What `identity` signs its cookies with. */
  readonly identitySecret: string;
  readonly access: AccessConfig;
  readonly storedKeys: StoredKeyTerms;
  /** By which ways alerts reach people. */
  readonly alerting: AlertingConfig;
  /** Who can be asked, and what it may cost. */
  readonly languageModels: LanguageModelConfig;
  /** Dollars that research search may cost a day; undefined without a key for it. */
  readonly researchUsdPerDay?: string | undefined;
  /** Minutes between two scheduled runs over the integration points; 0 without a schedule. */
  readonly integrationProbeMinutes: number;
  /** How long a call to Temporal may take that needs no worker. */
  readonly temporalTimeoutMs: number;
  /** How long a question about the market may take: a source's time-out and another attempt. */
  readonly marketTimeoutMs: number;
  /** How long a look at one symbol by every source may take. */
  readonly lookTimeoutMs: number;
  /** How long a worker may take to send a test message to a channel. */
  readonly channelTrialTimeoutMs: number;
  /** How long a placed order may wait for the broker's word before the answer is 202. */
  readonly acknowledgementTimeoutMs: number;
}
