import { setTimeout } from 'node:timers/promises';
import { DeliverPolicy, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { EventFeed, PlacedEvent } from '../../domain/ports/event-feed.ts';
import type { Logger } from '../../telemetry/log.ts';
import { closeNats, connectNats, natsOutage } from './connect.ts';
import { decodeEvent } from './event-message.ts';
import { ALPHAFLOW_STREAM, type EventStream } from './event-stream.ts';
import { fewAtOnce } from './few-at-once.ts';

const AGAIN_MS = 500;
const PAGE_EXPIRES_MS = 2_000;
const READERS_IDLE_MS = 10_000;
/** Readers who are far behind share the server and this process with those who are not. */
const PAGES_AT_ONCE = 4;
/** The server forgets a consumer that has not asked for so long: a process that gets no time must not lose its own. */
const FOLLOWER_IDLE_MS = 5 * 60_000;
/** A stream that has gone silent under us is found out by two missed heartbeats, and taken up where it was. */
const HEARTBEAT_MS = 1_000;
const PULL_EXPIRES_MS = 10_000;

/**
 * Reads the stream of events without leaving a mark on the server: all of it from a moment on, and one user's part of
 * what has been. A server that is away is asked again without end; one that has lost its stream, until it is there
 * again.
 */
export function createNatsEventFeed(options: {
  readonly url: string;
  readonly logger: Logger;
  readonly stream?: EventStream;
}): EventFeed {
  const { url, logger, stream = ALPHAFLOW_STREAM } = options;
  let opening: Promise<NatsConnection> | undefined;
  const connected = async (): Promise<NatsConnection> => {
    opening ??= connectNats({ url, name: 'event feed', logger });
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };

  const inTurn = fewAtOnce(PAGES_AT_ONCE);

  const followOnce = async (
    from: number | undefined,
    on: (event: PlacedEvent) => void,
    onStart: (lastSeq: number) => void,
    signal: AbortSignal,
  ): Promise<void> => {
    const connection = await connected();
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(stream.name);
    const start = from ?? state.last_seq + 1;
    onStart(start - 1);
    const consumer = await jetstream(connection).consumers.get(stream.name, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: start,
      inactive_threshold: FOLLOWER_IDLE_MS,
    });
    const messages = await consumer.consume({
      max_messages: 1_000,
      expires: PULL_EXPIRES_MS,
      idle_heartbeat: HEARTBEAT_MS,
      abort_on_missing_resource: true,
    });
    const stop = () => void messages.close();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      for await (const message of messages) {
        const event = placedEvent(message);
        // A stream that is being built again begins before the place that was asked for.
        if (event !== undefined && event.seq >= start) on(event);
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };

  return {
    async follow({ onStart, onEvent, signal }) {
      let next: number | undefined;
      let failing = false;
      while (!signal.aborted) {
        try {
          await followOnce(
            next,
            (event) => {
              next = event.seq + 1;
              onEvent(event);
            },
            (lastSeq) => {
              next ??= lastSeq + 1;
              onStart(next - 1);
              failing = false;
            },
            signal,
          );
        } catch (error) {
          if (!failing) logger.warn({ err: error }, 'the event feed is interrupted');
          failing = true;
        }
        await setTimeout(AGAIN_MS, undefined, { signal }).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
    },

    readBack: ({ userId, after, limit }) =>
      inTurn(async () => {
        try {
          const connection = await connected();
          const manager = await jetstreamManager(connection);
          const { state } = await manager.streams.info(stream.name);
          const consumer = await jetstream(connection).consumers.get(stream.name, {
            filter_subjects: stream.subjects.replace('>', `${userId}.>`),
            deliver_policy: DeliverPolicy.StartSequence,
            opt_start_seq: Math.max(after + 1, 1),
            inactive_threshold: READERS_IDLE_MS,
          });
          const pending = (await consumer.info(false)).num_pending;
          const events: PlacedEvent[] = [];
          if (pending > 0) {
            const wanted = Math.min(pending, limit);
            const batch = await consumer.fetch({ max_messages: wanted, expires: PAGE_EXPIRES_MS });
            for await (const message of batch) {
              const event = placedEvent(message);
              if (event !== undefined) events.push(event);
            }
            if (events.length < wanted) throw new Error(`${events.length} of ${wanted} events came in time`);
          }
          void consumer.delete().catch(() => undefined);
          const isAll = pending <= limit;
          return {
            events,
            upTo: isAll ? state.last_seq : (events.at(-1)?.seq ?? after),
            firstSeq: state.first_seq,
          };
        } catch (error) {
          throw natsOutage(error, 'read back events');
        }
      }),

    async close() {
      const connection = await opening?.catch(() => undefined);
      if (connection !== undefined) await closeNats(connection);
    },
  };
}

/** Undefined for a message that is no event of a user: a place that holds nothing. */
function placedEvent({ subject, data, seq }: JsMsg): PlacedEvent | undefined {
  if (subject.split('.').length !== 4) return undefined;
  return { ...decodeEvent(subject, data), seq };
}
