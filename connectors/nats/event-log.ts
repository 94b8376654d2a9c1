import {
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { type EventLog, EventLogMoved } from '../../domain/ports/event-log.ts';
import type { Logger } from '../../telemetry/log.ts';
import { closeNats, connectNats, natsOutage } from './connect.ts';
import { decodeEvent, encodeEvent } from './event-message.ts';
import {
  ALPHAFLOW_STREAM,
  type EventStream,
  INSTALLATION,
  newStream,
  STREAM_NOT_FOUND,
} from './event-stream.ts';

const PUBLISH_TIMEOUT_MS = 5_000;
const FETCH_EXPIRES_MS = 1_000;
/** JetStream's own code for "wrong last sequence". */
const WRONG_LAST_SEQUENCE = 10_071;

/**
 * The events of this installation on a JetStream stream of their own.
 * @throws SourceOutage when the server is not there at the start.
 */
export async function createNatsEventLog(options: {
  readonly url: string;
  readonly logger: Logger;
  readonly stream?: EventStream;
}): Promise<EventLog> {
  const { url, logger, stream = ALPHAFLOW_STREAM } = options;
  const connection = await connectNats({ url, name: 'outbox relay', logger });
  const client = jetstream(connection);

  const managed = async <T>(request: string, work: (manager: JetStreamManager) => Promise<T>): Promise<T> => {
    try {
      return await work(await jetstreamManager(connection));
    } catch (error) {
      throw natsOutage(error, request);
    }
  };
  const place = async (subject: string, body: string, seq: number, msgID: string): Promise<void> => {
    try {
      const expect = { streamName: stream.name, lastSequence: seq - 1 };
      const placed = await client.publish(subject, body, { msgID, timeout: PUBLISH_TIMEOUT_MS, expect });
      if (placed.seq !== seq) throw new EventLogMoved(`${subject} has the place ${placed.seq}, not ${seq}`);
    } catch (error) {
      if (error instanceof EventLogMoved) throw error;
      if (isWrongPlace(error)) throw new EventLogMoved(`${seq} is not the next place`, { cause: error });
      throw natsOutage(error, `publish ${subject}`);
    }
  };

  return {
    state: () =>
      managed('read the stream', async ({ streams }) => {
        const info = await streams.info(stream.name).catch((error: unknown) => {
          if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
          throw error;
        });
        return info === undefined
          ? undefined
          : { installation: info.config.metadata?.[INSTALLATION], lastSeq: info.state.last_seq };
      }),
    begin: (installation, firstSeq) =>
      managed('make the stream', async ({ streams }) => {
        await streams.delete(stream.name).catch((error: unknown) => {
          if (!(error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND)) throw error;
        });
        await streams.add(newStream(stream, { installation, firstSeq }));
      }),
    append: (event, seq) => place(event.subject, encodeEvent(event), seq, event.id),
    skip: (seq) => place(stream.subjects.replace('>', 'skipped'), '{}', seq, `skipped-${seq}`),
    idsAfter: (after) =>
      managed('read the stream', async () => {
        const consumer = await client.consumers.get(stream.name, {
          deliver_policy: DeliverPolicy.StartSequence,
          opt_start_seq: after + 1,
        });
        const found: { id: string; seq: number }[] = [];
        let pending = (await consumer.info()).num_pending;
        while (pending > 0) {
          const batch = await consumer.fetch({
            max_messages: Math.min(pending, 500),
            expires: FETCH_EXPIRES_MS,
          });
          for await (const message of batch) {
            pending -= 1;
            const { id } = decodeEvent(message.subject, message.data);
            found.push({ id, seq: message.seq });
          }
        }
        return found;
      }),
    close: () => closeNats(connection),
  };
}

function isWrongPlace(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.code === WRONG_LAST_SEQUENCE;
  return error instanceof Error && error.cause !== undefined && isWrongPlace(error.cause);
}
