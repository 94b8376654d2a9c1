import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { type OutageKind, SourceOutage } from '../../domain/outage.ts';
import type { Logger } from '../../telemetry/log.ts';
import { natsServer } from './nats-server.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_WAIT_MS = 500;
const PING_INTERVAL_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;

/**
 * A connection to NATS that is made again without end once it is lost.
 * @throws SourceOutage when the server is not there at the start.
 */
export async function connectNats(options: {
  readonly url: string;
  readonly name: string;
  readonly logger: Logger;
}): Promise<NatsConnection> {
  const { url, name, logger } = options;
  try {
    const connection = await connect({
      ...natsServer(url),
      name,
      timeout: CONNECT_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      pingInterval: PING_INTERVAL_MS,
      ignoreAuthErrorAbort: true,
    });
    void logStatus(connection, name, logger);
    return connection;
  } catch (error) {
    throw natsOutage(error, 'connect');
  }
}

/** Lets what is under way finish for two seconds, then closes. Closing twice is nothing. */
export async function closeNats(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), CLOSE_WITHIN_MS);
  await Promise.race([connection.drain().catch(() => undefined), late]);
  clearTimeout(timer);
  await connection.close();
}

/** What went wrong with NATS, in our words. */
export function natsOutage(error: unknown, request: string): SourceOutage {
  const reason = error instanceof Error ? error.message : String(error);
  return new SourceOutage({ source: 'nats', request, kind: kindOf(error), reason }, { cause: error });
}

async function logStatus(connection: NatsConnection, name: string, logger: Logger): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') logger.warn({ connection: name }, 'event bus disconnected');
    if (type === 'reconnect') logger.info({ connection: name }, 'event bus connected again');
  }
}

function kindOf(error: unknown): OutageKind {
  if (error instanceof errors.TimeoutError) return 'timeout';
  if (error instanceof errors.AuthorizationError || error instanceof errors.PermissionViolationError)
    return 'unauthorized';
  return 'network';
}
