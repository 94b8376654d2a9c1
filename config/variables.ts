import { z } from 'zod';

const text = z.string().trim();
const portFor = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number, 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number, 0 to 65535')
    .default(fallback);
const daysFor = (fallback: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be whole days, 1 to 99999')
    .transform(Number)
    .default(fallback);
const url = (...protocols: string[]) =>
  text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  );
const wholeNumber = (what: string, fallback: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,7}$/, `must be ${what}, 1 to 99999999`)
    .transform(Number)
    .default(fallback);
const listOf = (item: RegExp, form: string) =>
  text
    .transform((list) => list.split(',').map((one) => one.trim()))
    .refine((list) => list.every((one) => item.test(one)), form);
const hostAndPort = text.regex(/^[^\s:/]+:\d{1,5}$/, 'must be host:port');

const dollars = text.regex(/^\d{1,7}(\.\d{1,6})?$/, 'must be dollars, such as 5 or 0.50');
/** `openai:gpt-6-sol,anthropic:claude-opus-5-5`, in the order in which they are tried. */
const modelTargets = text
  .regex(
    /^(openai|anthropic):[\w./:-]{1,100}(\s*,\s*(openai|anthropic):[\w./:-]{1,100})*$/,
    'must be provider:model, separated by commas; providers are openai and anthropic',
  )
  .transform((list) => list.split(',').map((one) => one.trim()));

const QUEUE = z.enum(['cycle', 'orders', 'research', 'streams']);
/** `orders,cycle`: each queue once. */
const queues = text
  .transform((list) => list.split(',').map((one) => one.trim()))
  .pipe(
    z
      .array(QUEUE, { error: 'must be queues of cycle, orders, research and streams, separated by commas' })
      .min(1),
  )
  .transform((list) => [...new Set(list)]);
const versionPart = text.regex(/^[\w.-]{1,100}$/, 'must be letters, digits, dots, dashes and underscores');

/**
 * Every environment variable AlphaFlow reads, with its form and its default. An empty value counts as unset.
 * `.env.example` lists the same names.
 */
export const variables = z.object({
  ALPHAFLOW_HOME: text.default('.alphaflow'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),

  API_HOST: text.default('127.0.0.1'),
  API_PORT: portFor(8080),
  API_EXPOSED: z.enum(['yes', 'no']).default('no'),
  METRICS_HOST: text.default('127.0.0.1'),
  API_URL: url('http:', 'https:').optional(),
  METRICS_PORT: portFor(9464),
  METRICS_TOKEN: text.min(16, 'must have at least 16 characters').optional(),

  WORKER_QUEUES: queues.default(['cycle', 'orders', 'research', 'streams']),
  WORKER_DEPLOYMENT: versionPart.optional(),
  WORKER_BUILD_ID: versionPart.optional(),

  ALPHAFLOW_SECRETS_KEY: text.min(32, 'must have at least 32 characters').optional(),
  /** `name:base64`, separated by commas: the first encrypts, all of them decrypt. */
  STORED_KEYS_KEY: text.optional(),
  SESSION_IDLE_MINUTES: wholeNumber('minutes', 60),
  SESSION_HOURS: wholeNumber('hours', 12),
  API_ORIGINS: listOf(
    /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/,
    'must be origins such as https://console.example.com, separated by commas',
  ).default([]),
  API_TRUSTED_PROXIES: listOf(/^[0-9a-f.:]+$/i, 'must be IP addresses, separated by commas').default([]),
  API_USER_REQUESTS_PER_MINUTE: wholeNumber('requests', 6_000),
  API_ADDRESS_REQUESTS_PER_MINUTE: wholeNumber('requests', 12_000),

  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  TEMPORAL_ADDRESS: hostAndPort.optional(),
  TEMPORAL_NAMESPACE: text.default('default'),
  /** `name:base64`, separated by commas: the first encrypts, all of them decrypt. */
  TEMPORAL_CODEC_KEY: text.optional(),
  /** Where the Temporal Web UI is opened: it may ask the API to decrypt. */
  TEMPORAL_UI_ORIGIN: url('http:', 'https:').optional(),
  NATS_URL: url('nats:', 'tls:').optional(),

  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:').optional(),
  OTEL_EXPORTER_OTLP_HEADERS: text.optional(),
  OTEL_SERVICE_NAME: text.optional(),
  OTEL_TRACES_SAMPLER: text.optional(),
  OTEL_TRACES_SAMPLER_ARG: text.optional(),
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).default('false'),

  ALPACA_ENV: z.enum(['sandbox', 'paper', 'live']).default('sandbox'),
  ALPHAFLOW_LIVE_TRADING: z.enum(['yes', 'no']).default('no'),
  APCA_API_KEY_ID: text.optional(),
  APCA_API_SECRET_KEY: text.optional(),
  MARKET_STREAM_SYMBOLS: z
    .string()
    .regex(/^\d{1,4}$/, 'must be how many symbols, 0 to 9999')
    .default('30')
    .transform(Number),
  SANDBOX_URL: url('http:', 'https:').optional(),
  DATA_SOURCES: z.enum(['sandbox', 'real']).default('sandbox'),
  EDGAR_USER_AGENT: text.optional(),
  VALYU_API_KEY: text.optional(),
  VALYU_USD_PER_DAY: text.regex(/^\d{1,6}(\.\d{1,2})?$/, 'must be dollars, such as 5 or 2.50').default('5'),

  ALERT_SECRET: text.optional(),
  ALERT_WEBHOOK_HOSTS: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((host) => (host.trim() === '' ? [] : [host.trim()]))),
  ALERT_SMTP_URL: url('smtp:', 'smtps:').optional(),
  ALERT_SMTP_FROM: text.optional(),
  ALERT_TELEGRAM_TOKEN: text.optional(),

  EVIDENCE_UNUSED_DAYS: daysFor(7),
  EVIDENCE_UNTRADED_DAYS: daysFor(365),
  EVENT_DAYS: daysFor(30),

  INTEGRATION_PROBE_MINUTES: z
    .string()
    .regex(/^\d{1,4}$/, 'must be whole minutes, 0 (never) to 9999')
    .transform(Number)
    .default(5),

  OPENAI_API_KEY: text.optional(),
  ANTHROPIC_API_KEY: text.optional(),
  LLM_DECIDE_TARGETS: modelTargets.optional(),
  LLM_CRITICISE_TARGETS: modelTargets.optional(),
  LLM_USD_PER_DAY: dollars.default('5'),
  LLM_STRATEGY_USD_PER_DAY: dollars.default('2'),
  LLM_TIMEOUT_SECONDS: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'must be a whole number of seconds, 1 to 999')
    .transform(Number)
    .default(60),

  POSTGRES_PORT: portFor(5433),
  TEMPORAL_PORT: portFor(7233),
  TEMPORAL_UI_PORT: portFor(8233),
  NATS_PORT: portFor(4222),
  SANDBOX_PORT: portFor(9700),
  TEMPORAL_CLI_PATH: text.optional(),
  NATS_SERVER_PATH: text.optional(),
});

export type Variables = z.infer<typeof variables>;

/** Names of all variables, in the order they are documented. */
export const variableNames: readonly string[] = Object.keys(variables.shape);
