import type { UserEvent } from './event-bus.ts';

/** An event with its place in the stream. */
export interface PlacedEvent extends UserEvent {
  readonly seq: number;
}

/** Reads the stream of events, and leaves no mark on it. */
export interface EventFeed {
  /**
   * Every event of every user from now on, in order, each once, until `signal` aborts; it waits for a server that is
   * away. `onStart` tells the last place before what follows, each time the stream is taken up.
   */
  follow(options: {
    readonly onStart: (lastSeq: number) => void;
    readonly onEvent: (event: PlacedEvent) => void;
    readonly signal: AbortSignal;
  }): Promise<void>;
  /**
   * A page of one user's events after a place. `upTo`: all of that user's events up to there have been given;
   * `firstSeq`: the oldest place that the stream still holds.
   * @throws SourceOutage when the server does not answer.
   */
  readBack(options: { readonly userId: string; readonly after: number; readonly limit: number }): Promise<{
    readonly events: readonly PlacedEvent[];
    readonly upTo: number;
    readonly firstSeq: number;
  }>;
  close(): Promise<void>;
}
