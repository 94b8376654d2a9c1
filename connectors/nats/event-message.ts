import { z } from 'zod';
import type { BusEvent, UserEvent } from '../../domain/ports/event-bus.ts';

const message = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  // A message from before events had versions is of the first.
  version: z.int().positive().default(1),
  at: z.string().min(1),
  payload: z.record(z.string(), z.unknown()),
});

export function encodeEvent({ id, type, version, at, payload }: BusEvent): string {
  return JSON.stringify({ id, type, version, at, payload });
}

/** The event that a message carries. @throws what JSON or the schema say of one that carries none. */
export function decodeEvent(subject: string, data: Uint8Array): UserEvent {
  const [, userId = ''] = subject.split('.');
  return { ...message.parse(JSON.parse(Buffer.from(data).toString('utf8'))), subject, userId };
}
