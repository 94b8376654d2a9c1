import { jetstream } from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { type OutageKind, SourceOutage } from '../../domain/outage.ts';
import type { EventBus } from '../../domain/ports/event-bus.ts';
import type { Logger } from '../../telemetry/log.ts';
import { ALPHAFLOW_STREAM, type EventStream, ensureEventStream } from './event-stream.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const PUBLISH_TIMEOUT_MS = 5_000;
const RECONNECT_WAIT_MS = 500;
const PING_INTERVAL_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;

/**
 * The event bus on NATS JetStream. An event counts as published once the server has acknowledged it; an id that it
 * has seen within the last hour is acknowledged and dropped. A lost connection is made again without end.
 * @throws SourceOutage when the server is not there at the start.
 */
export async function createNatsEventBus(options: {
  readonly url: string;
  readonly logger: Logger;
  readonly stream?: EventStream;
  readonly publishTimeoutMs?: number;
}): Promise<EventBus> {
  const { url, logger, stream = ALPHAFLOW_STREAM, publishTimeoutMs = PUBLISH_TIMEOUT_MS } = options;
  const connection = await open(url, stream);
  void logStatus(connection, logger);
  const client = jetstream(connection);

  return {
    async publish({ id, subject, type, payload }) {
      const body = JSON.stringify({ id, type, payload });
      const send = async (): Promise<unknown> =>
        await client.publish(subject, body, { msgID: id, timeout: publishTimeoutMs });
      try {
        await send().catch(async (error: unknown) => {
          if (!nobodyListens(error)) throw error;
          // The server came back without its data: its stream is gone, and with it nothing but copies.
          await ensureEventStream(connection, stream);
          await send();
        });
      } catch (error) {
        throw outageOf(error, `publish ${subject}`);
      }
    },
    async close() {
      if (connection.isClosed()) return;
      const { promise: late, resolve } = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => resolve(undefined), CLOSE_WITHIN_MS);
      await Promise.race([connection.drain().catch(() => undefined), late]);
      clearTimeout(timer);
      await connection.close();
    },
  };
}

async function open(url: string, stream: EventStream): Promise<NatsConnection> {
  let connection: NatsConnection | undefined;
  try {
    connection = await connect({
      servers: url,
      name: 'alphaflow',
      timeout: CONNECT_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      pingInterval: PING_INTERVAL_MS,
      ignoreAuthErrorAbort: true,
    });
    await ensureEventStream(connection, stream);
    return connection;
  } catch (error) {
    await connection?.close();
    throw outageOf(error, 'connect');
  }
}

async function logStatus(connection: NatsConnection, logger: Logger): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') logger.warn('event bus disconnected');
    if (type === 'reconnect') logger.info('event bus connected again');
  }
}

/** Without the stream nobody answers on its subjects, which the client words as "jetstream is not enabled". */
function nobodyListens(error: unknown): boolean {
  if (error instanceof errors.NoRespondersError) return true;
  return error instanceof Error && error.cause !== undefined && nobodyListens(error.cause);
}

function outageOf(error: unknown, request: string): SourceOutage {
  const reason = error instanceof Error ? error.message : String(error);
  return new SourceOutage({ source: 'nats', request, kind: kindOf(error), reason }, { cause: error });
}

function kindOf(error: unknown): OutageKind {
  if (error instanceof errors.TimeoutError) return 'timeout';
  if (error instanceof errors.AuthorizationError || error instanceof errors.PermissionViolationError)
    return 'unauthorized';
  return 'network';
}
