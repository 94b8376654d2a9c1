import type { Timestamp } from '../market.ts';

/** An event as it travels: what the outbox holds, under the outbox's own id. */
export interface BusEvent {
  /** The outbox's id: names the event for ever. */
  readonly id: string;
  /** `alphaflow.<user>.<noun>.<verb>` */
  readonly subject: string;
  /** `<noun>.<verb>`: `fill.booked`, `order.accepted`, … */
  readonly type: string;
  /** Of the payload's schema (`domain/events`). */
  readonly version: number;
  /** When it was written, in the transaction that it tells of. */
  readonly at: Timestamp;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An event that has come, and whose it is. */
export interface UserEvent extends BusEvent {
  readonly userId: string;
}

/** Carries events that the outbox already holds. Publishing the same id twice is one event. */
export interface EventBus {
  publish(event: BusEvent): Promise<void>;
  close(): Promise<void>;
}
