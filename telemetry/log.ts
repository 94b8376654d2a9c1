import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { currentLogFields } from './log-context.ts';
import { createRedact, type Redact } from './redact.ts';

export type { Logger } from 'pino';

/** Names under which credentials travel; each is blanked at the top of a log line and up to two levels down. */
const SECRET_NAMES = [
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'secret',
  'secretKey',
  'secret_key',
  'keyId',
  'key_id',
  'apiKey',
  'api_key',
  'token',
  'accessToken',
  'credentials',
  '["APCA-API-KEY-ID"]',
  '["APCA-API-SECRET-KEY"]',
  '["set-cookie"]',
  '["x-api-key"]',
];

const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => {
  const step = name.startsWith('[') ? name : `.${name}`;
  return [name, `*${step}`, `*.*${step}`];
});

/**
 * A process's log: one JSON object a line on standard output (or `destination`), errors under `err` with their causes,
 * the ids of the request or activity on every line. Credentials are blanked by the names of their fields, and wherever
 * `redact` finds one in the finished line. `level` is one of pino's: trace, debug, info, warn, error, fatal, silent.
 */
export function createLogger(
  options: { readonly name: string; readonly level: string; readonly redact?: Redact },
  destination?: DestinationStream,
): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    timestamp: stdTimeFunctions.isoTime,
    mixin: () => ({ ...currentLogFields() }),
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    hooks: { streamWrite: options.redact ?? createRedact() },
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}
