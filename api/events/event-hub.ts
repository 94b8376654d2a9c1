import type { EventFeed, PlacedEvent } from '../../domain/ports/event-feed.ts';
import { createReaderTurns } from './reader-turns.ts';

/** What the latest events may take in memory, for all readers together: the older ones are read from the stream. */
const KEPT_EVENTS_MAX = 5_000;
const KEPT_BYTES_MAX = 4_000_000;
/** Readers of one process at a time. */
const READERS_MAX = 1_000;

/** An event as it is sent, made and encoded once for all its readers. */
export interface KeptEvent {
  readonly seq: number;
  readonly userId: string;
  readonly type: string;
  /** Of a bar. */
  readonly symbol?: string;
  readonly frame: Uint8Array;
}

/**
 * The latest events of the stream, kept once for all readers of this process. A reader is only a place: it asks for
 * what comes after it, so a slow one holds nothing and delays nobody.
 */
export interface EventHub {
  /** The last place that is known here; undefined until the stream was reached once. */
  head(): number | undefined;
  /** The first of what is kept after a place; undefined when something after it is no longer kept. */
  after(seq: number, limit: number): readonly KeptEvent[] | undefined;
  /** Settles when it is the caller's turn to send a piece: a few readers in each round of the event loop. */
  turn(): Promise<void>;
  /** Settles when there is something after the place, when the signal aborts, or after `withinMs`. */
  changed(seq: number, withinMs: number, signal: AbortSignal): Promise<void>;
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
  let kept: KeptEvent[] = [];
  let bytes = 0;
  let readers = 0;
  let head: number | undefined;
  /** Everything after this place is kept. */
  let floor = 0;

  const wakeAll = () => {
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const drop = () => {
    if (kept.length <= KEPT_EVENTS_MAX && bytes <= KEPT_BYTES_MAX) return;
    // The older half at once: dropping one by one would move the rest each time.
    const gone = kept.slice(0, Math.ceil(kept.length / 2));
    kept = kept.slice(gone.length);
    floor = gone.at(-1)?.seq ?? floor;
    bytes = kept.reduce((sum, { frame }) => sum + frame.length, 0);
  };

  const following = feed.follow({
    signal: stop.signal,
    onStart: (lastSeq) => {
      if (head === undefined) floor = lastSeq;
      head ??= lastSeq;
      wakeAll();
    },
    onEvent: (event) => {
      const one = keptEvent(event);
      kept.push(one);
      bytes += one.frame.length;
      head = one.seq;
      drop();
      wakeAll();
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
    after(seq, limit) {
      if (head === undefined || seq < floor) return undefined;
      const first = firstAfter(kept, seq);
      return kept.slice(first, first + limit);
    },
    turn: () => turns.next(),
    async changed(seq, withinMs, signal) {
      if (signal.aborted || (head ?? -1) > seq) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, withinMs);
      const wake = () => resolve();
      waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      await promise;
      clearTimeout(timer);
      waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    },
    async close() {
      stop.abort();
      wakeAll();
      await following;
      await feed.close();
    },
  };
}

/** An event in the form of the `text/event-stream`; bars are given by symbol. */
export function keptEvent({ seq, id, userId, type, version, at, payload }: PlacedEvent): KeptEvent {
  const text = `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ id, type, version, at, payload })}\n\n`;
  const { symbol } = payload;
  return {
    seq,
    userId,
    type,
    frame: Buffer.from(text),
    ...(type.startsWith('bar.') && typeof symbol === 'string' ? { symbol } : {}),
  };
}

/** The index of the first event after a place, by halving. */
function firstAfter(events: readonly KeptEvent[], seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.seq ?? 0) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
