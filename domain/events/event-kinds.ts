import type { z } from 'zod';
import { ACCOUNT_EVENTS } from './account-events.ts';
import { CYCLE_EVENTS } from './cycle-events.ts';
import type { EventKind } from './event-kind.ts';
import { HOUSE_EVENTS } from './house-events.ts';
import { MARKET_EVENTS } from './market-events.ts';
import { FILL_EVENTS, ORDER_EVENTS } from './order-events.ts';

/** Every kind of event that AlphaFlow writes, by its type `<noun>.<verb>`. */
export const EVENT_KINDS = {
  ...ORDER_EVENTS,
  ...FILL_EVENTS,
  ...ACCOUNT_EVENTS,
  ...CYCLE_EVENTS,
  ...HOUSE_EVENTS,
  ...MARKET_EVENTS,
} as const;

export type EventType = keyof typeof EVENT_KINDS;
export type EventPayload<T extends EventType> = z.input<(typeof EVENT_KINDS)[T]['payload']>;

/** An event to be written: its payload is what its type promises, which the compiler holds. */
export type DomainEvent = {
  [T in EventType]: { readonly type: T; readonly payload: EventPayload<T> };
}[EventType];

/** What a reader makes of an event that has come. */
export type ReadEvent =
  | { readonly kind: 'understood' }
  /** Of a type or a version that this process does not know, or not what its schema says. */
  | { readonly kind: 'strange'; readonly why: string };

/** Tells whether this process may act upon an event: type and version are known, and the payload is what they promise. */
export function readEvent(event: {
  readonly type: string;
  readonly version: number;
  readonly payload: unknown;
}): ReadEvent {
  if (!isEventType(event.type)) return { kind: 'strange', why: `no such type: ${event.type}` };
  const kind: EventKind = EVENT_KINDS[event.type];
  if (event.version !== kind.version) {
    return { kind: 'strange', why: `version ${event.version}, and ${kind.version} is known` };
  }
  const read = kind.payload.safeParse(event.payload);
  return read.success ? { kind: 'understood' } : { kind: 'strange', why: read.error.message };
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_KINDS, type);
}
