import { writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { escapeUnseen } from './escape-unseen.ts';
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

/** Lines that wait for a disk with room; what comes beyond them is lost, and the process goes on. */
const WAITING_BYTES_MAX = 1024 * 1024;

/**
 * Standard output (1) or standard error (2) of this process. A full disk, or a reader that is gone, ends no process:
 * lines wait up to 1 MiB, then they are dropped.
 */
export function logDestination(fd: 1 | 2): DestinationStream {
  const destination = pino.destination({ fd, sync: true, maxLength: WAITING_BYTES_MAX });
  destination.on('error', () => {});
  return destination;
}

/** Writes one JSON line on standard output, for whoever has started this process; nobody may be reading. */
export function announce(message: Readonly<Record<string, unknown>>): void {
  try {
    writeSync(1, `${JSON.stringify(message)}\n`);
  } catch {
    // The disk is full, or the reader gone: it asks in other ways whether the process serves.
  }
}

/**
 * A process's log: one JSON object a line on standard output (or `destination`), errors under `err` with their causes,
 * the ids of the request or activity on every line. Credentials are blanked by the names of their fields, and wherever
 * `redact` finds one in the finished line. `level` is one of pino's: trace, debug, info, warn, error, fatal, silent.
 */
export function createLogger(
  options: { readonly name: string; readonly level: string; readonly redact?: Redact },
  destination: DestinationStream = logDestination(1),
): Logger {
  const { redact = createRedact() } = options;
  const settings = {
    name: options.name,
    level: options.level,
    timestamp: stdTimeFunctions.isoTime,
    mixin: () => ({ ...currentLogFields() }),
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    hooks: { streamWrite: (line: string) => escapeUnseen(redact(line)) },
  };
  return pino(settings, destination);
}
