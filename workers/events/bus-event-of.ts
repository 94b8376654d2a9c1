import type { OutboxRow } from '../../db/schema.ts';
import type { BusEvent } from '../../domain/ports/event-bus.ts';

/** An event of the outbox as it travels. */
export function busEventOf({ id, subject, version, createdAt, payload }: OutboxRow): BusEvent {
  const type = subject.split('.').slice(2).join('.');
  return { id, subject, type, version, at: createdAt.toISOString(), payload };
}
