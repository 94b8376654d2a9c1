import type { EventFeed } from '../../domain/ports/event-feed.ts';
import type { EventFilter } from './event-filter.ts';
import { createEventRing, type Piece } from './event-ring.ts';
import { keptEvent } from './kept-event.ts';
import { createReaderTurns } from './reader-turns.ts';

/** Readers of one process at a time. */
const READERS_MAX = 1_000;
/** What happens within this time is sent together: a burst must not be a piece an event for each reader. */
const GATHER_MS = 20;

/**
 * The latest events of the stream, kept once for all readers of this process. A reader is only a place: it asks for
 * what comes after it, so a slow one holds nothing and delays nobody.
 */
export interface EventHub {
  /** The last place that is known here; undefined until the stream was reached once. */
  head(): number | undefined;
  /** The next piece of what is kept after a place; undefined when something after it is no longer kept. */
  next(after: number, filter: EventFilter): Piece | undefined;
  /** Settles when it is the caller's turn to send a piece: a few readers in each round of the event loop. */
  turn(): Promise<void>;
  /** Settles when there is something to send after the place, or when the signal aborts. */
  changed(seq: number, signal: AbortSignal): Promise<void>;
  /** Lets one more reader in, until the function that it gives is called; undefined when there are too many. */
  enter(): (() => void) | undefined;
  /** How many read at this moment. */
  readers(): number;
  /** Aborts when this process stops. */
  readonly closing: AbortSignal;
  close(): Promise<void>;
}

export function createEventHub(feed: EventFeed): EventHub {
  const stop = new AbortController();
  const waiting = new Set<() => void>();
  const turns = createReaderTurns();
  const ring = createEventRing();
  let readers = 0;
  let head: number | undefined;
  /** Up to where readers have been woken, when, and what will wake them next. */
  let announced = { seq: -1, at: Number.NEGATIVE_INFINITY };
  let announcing: NodeJS.Timeout | undefined;

  const announce = () => {
    clearTimeout(announcing);
    announcing = undefined;
    announced = { seq: head ?? -1, at: performance.now() };
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const announceSoon = () => {
    const restMs = announced.at + GATHER_MS - performance.now();
    if (restMs <= 0) announce();
    else announcing ??= setTimeout(announce, restMs);
  };

  const following = feed.follow({
    signal: stop.signal,
    onStart: (lastSeq) => {
      if (head === undefined) ring.beginAfter(lastSeq);
      head ??= lastSeq;
      announce();
    },
    onEvent: (event) => {
      ring.add(keptEvent(event));
      head = event.seq;
      announceSoon();
    },
  });

  return {
    enter() {
      if (readers >= READERS_MAX) return undefined;
      readers += 1;
      let hasLeft = false;
      return () => {
        if (!hasLeft) readers -= 1;
        hasLeft = true;
      };
    },
    readers: () => readers,
    closing: stop.signal,
    head: () => head,
    next: (after, filter) => (head === undefined ? undefined : ring.next(after, filter)),
    turn: () => turns.next(),
    async changed(seq, signal) {
      if (signal.aborted || announced.seq > seq) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      await promise;
      waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    },
    async close() {
      stop.abort();
      announce();
      await following;
      await feed.close();
    },
  };
}
