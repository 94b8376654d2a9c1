import { jetstream } from '@nats-io/jetstream';
import { errors, type NatsConnection } from '@nats-io/transport-node';
import type { EventBus } from '../../domain/ports/event-bus.ts';
import type { Logger } from '../../telemetry/log.ts';
import { closeNats, connectNats, natsOutage } from './connect.ts';
import { encodeEvent } from './event-message.ts';
import { ALPHAFLOW_STREAM, type EventStream, ensureEventStream } from './event-stream.ts';

const PUBLISH_TIMEOUT_MS = 5_000;

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
  const connection = await open(url, stream, logger);
  const client = jetstream(connection);

  return {
    async publish(event) {
      const { subject } = event;
      const body = encodeEvent(event);
      const send = async (): Promise<unknown> =>
        await client.publish(subject, body, { msgID: event.id, timeout: publishTimeoutMs });
      try {
        await send().catch(async (error: unknown) => {
          if (!nobodyListens(error)) throw error;
          // The server came back without its data: its stream is gone, and with it nothing but copies.
          await ensureEventStream(connection, stream);
          await send();
        });
      } catch (error) {
        throw natsOutage(error, `publish ${subject}`);
      }
    },
    close: () => closeNats(connection),
  };
}

async function open(url: string, stream: EventStream, logger: Logger): Promise<NatsConnection> {
  const connection = await connectNats({ url, name: 'outbox relay', logger });
  try {
    await ensureEventStream(connection, stream);
    return connection;
  } catch (error) {
    await connection.close();
    throw natsOutage(error, 'open the stream');
  }
}

/** Without the stream nobody answers on its subjects, which the client words as "jetstream is not enabled". */
function nobodyListens(error: unknown): boolean {
  if (error instanceof errors.NoRespondersError) return true;
  return error instanceof Error && error.cause !== undefined && nobodyListens(error.cause);
}
