import { resolve } from 'node:path';
import { type AccessConfig, toAccess } from './access.ts';
import { type AlertingConfig, toAlerting } from './alerting.ts';
import { type CodecKeyConfig, toCodecKeys } from './codec-keys.ts';
import { hasExamplePassword, isExampleValue } from './example-values.ts';
import { type KeyGiven, toKeyGiven } from './key-given.ts';
import { type LanguageModelConfig, toLanguageModels } from './language-models.ts';
import { Secret } from './secret.ts';
import type { Variables } from './variables.ts';

/** How one process of AlphaFlow is set up: read once at its start, frozen, secrets unprintable. */
export interface Config {
  /** Absolute path of the local state folder. */
  readonly home: string;
  readonly logLevel: Variables['LOG_LEVEL'];
  readonly database: { readonly url: Secret };
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    /** Encrypt what goes through Temporal, the first of them; none: nothing is encrypted. */
    readonly codecKeys: readonly CodecKeyConfig[];
    /** The origin of the Web UI that may ask for what is encrypted. */
    readonly uiOrigin: string;
  };
  /** Encrypt the keys of outside services that are stored, the first of them; none: no key can be stored. */
  readonly storedKeys: readonly CodecKeyConfig[];
  readonly nats: { readonly url: string };
  readonly access: AccessConfig;
  readonly metrics: {
    /** Where the worker shows its metrics; the API shows its own at `/metrics`. */
    readonly host: string;
    readonly port: number;
    readonly token: Secret | undefined;
  };
  readonly worker: WorkerConfig;
  /** Whether spans are sent; where and how many, OpenTelemetry's SDK reads from its own variables. */
  readonly tracing: boolean;
  /** `url`: where the other processes find the API. */
  readonly api: { readonly host: string; readonly port: number; readonly url: string };
  /** Minutes between two runs over the integration points; 0: nobody but a person starts one. */
  readonly integrationProbeMinutes: number;
  readonly broker: BrokerConfig;
  readonly data: DataConfig;
  /** Days for which evidence is kept: that no cycle stands on, and that no trade stands on. */
  readonly evidence: { readonly unusedDays: number; readonly untradedDays: number };
  /** How many symbols one market stream may listen to, by the broker's plan; 0: none is opened. */
  readonly marketStreamSymbols: number;
  /** Days for which an event that was carried stays in the outbox. */
  readonly eventDays: number;
  readonly alerting: AlertingConfig;
  readonly languageModels: LanguageModelConfig;
  /** Research search, when there is a key for it. */
  readonly research: ResearchConfig | undefined;
}

export interface WorkerConfig {
  /** The task queues that this process serves. */
  readonly queues: Variables['WORKER_QUEUES'];
  /** Set: the process is one version of a worker deployment, and gets work once that version is the current one. */
  readonly version: { readonly deploymentName: string; readonly buildId: string } | undefined;
}

export type HaltConfig = Pick<Config, 'home' | 'broker'>;

/** Where orders go, and with which keys. The mode and the host belong together and cannot be mixed. */
export type BrokerConfig =
  | {
      readonly mode: 'sandbox';
      readonly sandboxUrl: string;
      readonly keyId: string;
      readonly secretKey: KeyGiven;
    }
  | {
      readonly mode: 'paper' | 'live';
      readonly keyId: string;
      readonly secretKey: KeyGiven;
      /** Somebody said in so many words that real money is to be traded. */
      readonly liveTradingConfirmed: boolean;
    };

/** Where filings, exchange rates and short interest come from. */
export type DataConfig =
  | { readonly source: 'sandbox'; readonly sandboxUrl: string }
  | { readonly source: 'real'; readonly edgarUserAgent: string };

export interface ResearchConfig {
  readonly apiKey: KeyGiven;
  /** Dollars in plain decimals. */
  readonly usdPerDay: string;
}

/** Alpaca's key ids tell the account: paper keys begin with PK, live ones with AK. */
const KEY_PREFIX_OF_OTHER_MODE = { paper: 'AK', live: 'PK' } as const;

/** Builds the typed configuration and collects what contradicts itself. Gives either, never both. */
export function toConfig(
  variables: Variables,
): { readonly config: Config } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const broker = toBroker(variables, problems);
  const data = toData(variables, problems);
  const alerting = toAlerting(variables, problems);
  const languageModels = toLanguageModels(variables, sandboxUrl(variables), problems);
  const version = toVersion(variables, problems);
  checkExposure(variables, problems);
  const codecKeys = toCodecKeys('TEMPORAL_CODEC_KEY', variables.TEMPORAL_CODEC_KEY, problems);
  const storedKeys = toCodecKeys('STORED_KEYS_KEY', variables.STORED_KEYS_KEY, problems);
  problems.push(...exampleSecrets(variables));
  if (variables.DATABASE_URL === undefined) {
    problems.push('DATABASE_URL: is needed (npm start sets it for the database it runs itself)');
  }
  if (
    variables.DATABASE_URL === undefined ||
    broker === undefined ||
    data === undefined ||
    problems.length > 0
  ) {
    return { problems };
  }
  const config: Config = {
    home: resolve(variables.ALPHAFLOW_HOME),
    logLevel: variables.LOG_LEVEL,
    database: { url: new Secret(variables.DATABASE_URL) },
    temporal: {
      address: variables.TEMPORAL_ADDRESS ?? `127.0.0.1:${variables.TEMPORAL_PORT}`,
      namespace: variables.TEMPORAL_NAMESPACE,
      codecKeys,
      uiOrigin: new URL(variables.TEMPORAL_UI_ORIGIN ?? `http://127.0.0.1:${variables.TEMPORAL_UI_PORT}`)
        .origin,
    },
    storedKeys,
    nats: { url: variables.NATS_URL ?? `nats://127.0.0.1:${variables.NATS_PORT}` },
    access: toAccess(variables),
    metrics: {
      host: variables.METRICS_HOST,
      port: variables.METRICS_PORT,
      token: variables.METRICS_TOKEN === undefined ? undefined : new Secret(variables.METRICS_TOKEN),
    },
    worker: { queues: variables.WORKER_QUEUES, version },
    tracing: variables.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined && variables.OTEL_SDK_DISABLED !== 'true',
    api: {
      host: variables.API_HOST,
      port: variables.API_PORT,
      url: (variables.API_URL ?? `http://127.0.0.1:${variables.API_PORT}`).replace(/\/+$/, ''),
    },
    integrationProbeMinutes: variables.INTEGRATION_PROBE_MINUTES,
    broker,
    data,
    evidence: {
      unusedDays: variables.EVIDENCE_UNUSED_DAYS,
      untradedDays: variables.EVIDENCE_UNTRADED_DAYS,
    },
    eventDays: variables.EVENT_DAYS,
    marketStreamSymbols: variables.MARKET_STREAM_SYMBOLS,
    alerting,
    languageModels,
    research: toResearch(variables),
  };
  return { config: deepFreeze(config) };
}

/**
 * What halting an account takes: the broker's keys and nothing else. Live trading needs no yes here, because nothing is
 * bought or sold.
 */
export function toHaltConfig(
  variables: Variables,
): { readonly config: HaltConfig } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const broker = toBroker({ ...variables, ALPHAFLOW_LIVE_TRADING: 'yes' }, problems);
  if (broker !== undefined && broker.mode !== 'sandbox' && broker.secretKey === 'stored') {
    problems.push(
      'APCA_API_SECRET_KEY: is stored in the database, which halting does without: give the keys for this command',
    );
  }
  if (broker === undefined || problems.length > 0) return { problems };
  return { config: { home: resolve(variables.ALPHAFLOW_HOME), broker } };
}

const SECRETS = [
  'APCA_API_SECRET_KEY',
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'VALYU_API_KEY',
  'ALERT_SECRET',
  'ALERT_TELEGRAM_TOKEN',
  'METRICS_TOKEN',
] as const satisfies readonly (keyof Variables)[];

/** Secrets that everybody knows from an example. */
function exampleSecrets(variables: Variables): readonly string[] {
  const known = SECRETS.filter((name) => isExampleValue(variables[name] ?? 'none'));
  const address = variables.DATABASE_URL;
  return [
    ...known.map((name) => `${name}: is the value of an example, not a secret`),
    ...(address !== undefined && hasExamplePassword(address)
      ? ['DATABASE_URL: has the password of an example']
      : []),
  ];
}

function toBroker(variables: Variables, problems: string[]): BrokerConfig | undefined {
  const { ALPACA_ENV: mode, APCA_API_KEY_ID: keyId, APCA_API_SECRET_KEY: secretKey } = variables;
  if (mode === 'sandbox') {
    return {
      mode,
      sandboxUrl: sandboxUrl(variables),
      keyId: keyId ?? 'local',
      secretKey: toKeyGiven(secretKey ?? 'local'),
    };
  }
  if (mode === 'live' && variables.ALPHAFLOW_LIVE_TRADING !== 'yes') {
    problems.push('ALPHAFLOW_LIVE_TRADING: must be yes when ALPACA_ENV is live: real money is traded');
  }
  if (keyId === undefined) problems.push(`APCA_API_KEY_ID: is needed when ALPACA_ENV is ${mode}`);
  if (secretKey === undefined) problems.push(`APCA_API_SECRET_KEY: is needed when ALPACA_ENV is ${mode}`);
  if (keyId === undefined || secretKey === undefined) return undefined;
  if (keyId.startsWith(KEY_PREFIX_OF_OTHER_MODE[mode])) {
    problems.push(
      `APCA_API_KEY_ID: is a ${mode === 'live' ? 'paper' : 'live'} key, but ALPACA_ENV is ${mode}`,
    );
  }
  const liveTradingConfirmed = variables.ALPHAFLOW_LIVE_TRADING === 'yes';
  return { mode, keyId, secretKey: toKeyGiven(secretKey), liveTradingConfirmed };
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Keys and sessions travel in the clear: other machines come in by something that speaks TLS. */
function checkExposure({ API_HOST, API_EXPOSED }: Variables, problems: string[]): void {
  if (LOOPBACK.has(API_HOST) || API_EXPOSED === 'yes') return;
  problems.push(
    `API_HOST: is ${API_HOST}, which other machines can reach: set API_EXPOSED=yes once TLS stands in front`,
  );
}

function toVersion(
  { WORKER_DEPLOYMENT: deploymentName, WORKER_BUILD_ID: buildId }: Variables,
  problems: string[],
): WorkerConfig['version'] {
  if (deploymentName !== undefined && buildId !== undefined) return { deploymentName, buildId };
  if (deploymentName !== undefined || buildId !== undefined) {
    problems.push('WORKER_DEPLOYMENT and WORKER_BUILD_ID: name one version together, or neither is set');
  }
  return undefined;
}

function toData(variables: Variables, problems: string[]): DataConfig | undefined {
  if (variables.DATA_SOURCES === 'sandbox') return { source: 'sandbox', sandboxUrl: sandboxUrl(variables) };
  const edgarUserAgent = variables.EDGAR_USER_AGENT;
  if (edgarUserAgent === undefined || !edgarUserAgent.includes('@')) {
    problems.push('EDGAR_USER_AGENT: must name a contact with an e-mail address when DATA_SOURCES is real');
    return undefined;
  }
  return { source: 'real', edgarUserAgent };
}

function toResearch({ VALYU_API_KEY, VALYU_USD_PER_DAY }: Variables): ResearchConfig | undefined {
  if (VALYU_API_KEY === undefined) return undefined;
  return { apiKey: toKeyGiven(VALYU_API_KEY), usdPerDay: VALYU_USD_PER_DAY };
}

function sandboxUrl(variables: Variables): string {
  return (variables.SANDBOX_URL ?? `http://127.0.0.1:${variables.SANDBOX_PORT}`).replace(/\/+$/, '');
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) deepFreeze(part);
  }
  return Object.freeze(value);
}
