import { setTimeout } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import type { UserEvent } from '../../domain/ports/event-bus.ts';
import type { Logger } from '../../telemetry/log.ts';
import { closeNats, connectNats } from './connect.ts';
import { decodeEvent } from './event-message.ts';
import { ALPHAFLOW_STREAM, type EventStream } from './event-stream.ts';

const AGAIN_MS = 1_000;
/** An event whose consumer died comes again after this long. */
const ACK_WAIT_MS = 30_000;

export interface FollowedEvents {
  readonly url: string;
  readonly logger: Logger;
  readonly stream?: EventStream;
  /** The name under which the server remembers how far this consumer has come, over all processes. */
  readonly consumer: string;
  /** `<noun>.<verb>` of what it wants. */
  readonly types: readonly string[];
  /** Settles when the event is taken in; when it throws, the event comes again. */
  readonly onEvent: (event: UserEvent) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Brings every event of the wanted types to `onEvent`, at least once, one after another in the order of the stream over
 * all processes that share the consumer's name, until `signal` aborts. A server that is away, or has lost its stream,
 * is asked again every second.
 */
export async function followEvents(options: FollowedEvents): Promise<void> {
  const { signal, logger, consumer } = options;
  let failing = false;
  while (!signal.aborted) {
    try {
      await followOnce(options, () => {
        if (failing) logger.info({ consumer }, 'events are followed again');
        failing = false;
      });
    } catch (error) {
      if (!failing) logger.warn({ err: error, consumer }, 'events cannot be followed');
      failing = true;
    }
    await setTimeout(AGAIN_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

async function followOnce(options: FollowedEvents, onOpen: () => void): Promise<void> {
  const { url, logger, consumer, onEvent, signal } = options;
  const connection = await connectNats({ url, name: consumer, logger });
  try {
    const messages = await openConsumer(connection, options);
    onOpen();
    const stop = () => void messages.close();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    for await (const message of messages) await takeOne(message, onEvent, logger);
    signal.removeEventListener('abort', stop);
  } finally {
    await closeNats(connection);
  }
}

async function openConsumer(connection: NatsConnection, options: FollowedEvents) {
  const { stream = ALPHAFLOW_STREAM, consumer, types } = options;
  const manager = await jetstreamManager(connection);
  await manager.consumers.add(stream.name, {
    durable_name: consumer,
    filter_subjects: types.map((type) => stream.subjects.replace('>', `*.${type}`)),
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ACK_WAIT_MS),
    // One at a time over all processes: the order of the stream.
    max_ack_pending: 1,
  });
  const found = await jetstream(connection).consumers.get(stream.name, consumer);
  return await found.consume({ max_messages: 10, abort_on_missing_resource: true });
}

async function takeOne(message: JsMsg, onEvent: FollowedEvents['onEvent'], logger: Logger): Promise<void> {
  let event: UserEvent;
  try {
    event = decodeEvent(message.subject, message.data);
  } catch (error) {
    logger.error({ err: error, subject: message.subject }, 'a message of the bus is no event');
    message.term('no event');
    return;
  }
  try {
    await onEvent(event);
    message.ack();
  } catch (error) {
    logger.warn({ err: error, event: event.id, type: event.type }, 'an event could not be taken in');
    message.nak(AGAIN_MS);
  }
}
