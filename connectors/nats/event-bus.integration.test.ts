import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { BusEvent, EventBus } from '../../domain/ports/event-bus.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createNatsEventBus } from './event-bus.ts';

const logger = createLogger({ name: 'integration', level: 'silent' });
const url = inject('natsUrl');
// A stream of this file's own: one test deletes it.
const prefix = `test-${randomUUID()}`;
const stream = { name: prefix.toUpperCase(), subjects: `${prefix}.>` };
const AT = '2026-01-06T15:30:00.000Z';
let bus: EventBus;

function anEvent(changes: Partial<BusEvent> = {}): BusEvent {
  const subject = `${prefix}.${randomUUID()}.order.accepted`;
  return {
    id: randomUUID(),
    subject,
    type: 'order.accepted',
    version: 1,
    at: AT,
    payload: { qty: '2' },
    ...changes,
  };
}

beforeAll(async () => {
  bus = await createNatsEventBus({ url, logger, stream });
});
afterAll(async () => {
  await bus.close();
});

async function storedOn(subject: string): Promise<readonly unknown[]> {
  const connection = await connect({ servers: url });
  try {
    const { streams } = await jetstreamManager(connection);
    const info = await streams.info(stream.name, { subjects_filter: subject });
    if ((info.state.subjects?.[subject] ?? 0) === 0) return [];
    const last = await streams.getMessage(stream.name, { last_by_subj: subject });
    return Array.from({ length: info.state.subjects?.[subject] ?? 0 }, () => last?.json());
  } finally {
    await connection.close();
  }
}

describe('the event bus', () => {
  test('an event is on the stream when publish resolves, and the same id again is still one event', async () => {
    const event = anEvent();
    await bus.publish(event);
    await bus.publish(event);
    const { subject, ...body } = event;
    expect(await storedOn(subject)).toEqual([body]);
  });

  test('a second bus on the same server finds the stream as it is', async () => {
    const second = await createNatsEventBus({ url, logger, stream });
    const event = anEvent();
    await second.publish(event);
    expect(await storedOn(event.subject)).toHaveLength(1);
    await second.close();
  });

  test('a stream that is gone is made again', async () => {
    const connection = await connect({ servers: url });
    await (await jetstreamManager(connection)).streams.delete(stream.name);
    await connection.close();
    const event = anEvent();
    await bus.publish(event);
    expect(await storedOn(event.subject)).toHaveLength(1);
  });

  test('a subject outside the stream, and a closed bus, are outages', async () => {
    const stray = anEvent({ subject: `elsewhere.${randomUUID()}` });
    await expect(bus.publish(stray)).rejects.toMatchObject({ name: 'SourceOutage', source: 'nats' });
    const closed = await createNatsEventBus({ url, logger, stream });
    await closed.close();
    await closed.close();
    await expect(closed.publish(anEvent())).rejects.toMatchObject({ name: 'SourceOutage', source: 'nats' });
  });

  test('no server at the start is an outage within seconds', async () => {
    await expect(createNatsEventBus({ url: 'nats://127.0.0.1:9', logger })).rejects.toMatchObject({
      name: 'SourceOutage',
      source: 'nats',
      kind: 'network',
    });
  });
});
