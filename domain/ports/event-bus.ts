export interface OutboxEvent {
  readonly id: string;
  readonly subject: string;
  readonly type: string;
  readonly payload: unknown;
}

/** Carries events that the outbox already holds. Publishing the same id twice is one event. */
export interface EventBus {
  publish(event: OutboxEvent): Promise<void>;
  close(): Promise<void>;
}
