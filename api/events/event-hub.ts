import type { EventFeed, PlacedEvent } from '../../domain/ports/event-feed.ts';

/** What the latest events may take in memory, for all readers together: the older ones are read from the stream. */
const KEPT_EVENTS_MAX = 5_000;
const KEPT_CHARACTERS_MAX = 4_000_000;
/** Readers of one process at a time. */
const READERS_MAX = 1_000;

/** An event as it is sent, made once for all its readers. */
export interface KeptEvent {
  readonly seq: number;
  readonly userId: string;
  readonly type: string;
  /** Of a bar. */
  readonly symbol?: string;
  readonly frame: string;
}

/**
 * The latest events of the stream, kept once for all readers of this process. A reader is only a place: it asks for
 * what comes after it, so a slow one holds nothing and delays nobody.
 */
export interface EventHub {
  /** The last place that is known here; undefined until the stream was reached once. */
  head(): number | undefined;
  /** What is kept after a place; undefined when something after it is no longer kept. */
  after(seq: number): readonly KeptEvent[] | undefined;
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
  let kept: KeptEvent[] = [];
  let characters = 0;
  let readers = 0;
  let head: number | undefined;
  /** Everything after this place is kept. */
  let floor = 0;

  const wakeAll = () => {
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const drop = () => {
    if (kept.length <= KEPT_EVENTS_MAX && characters <= KEPT_CHARACTERS_MAX) return;
    // The older half at once: dropping one by one would move the rest each time.
    const gone = kept.slice(0, Math.ceil(kept.length / 2));
    kept = kept.slice(gone.length);
    floor = gone.at(-1)?.seq ?? floor;
    characters = kept.reduce((sum, { frame }) => sum + frame.length, 0);
  };

  const following = feed.follow({
    signal: stop.signal,
    onStart: (lastSeq) => {
      if (head === undefined) floor = lastSeq;
      head ??= lastSeq;
      wakeAll();
    },
    onEvent: (event) => {
      const { seq, userId, type } = event;
      const frame = frameOf(event);
      kept.push({ seq, userId, type, frame, ...symbolOfBar(event) });
      characters += frame.length;
      head = seq;
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
    after(seq) {
      if (head === undefined || seq < floor) return undefined;
      return kept.slice(firstAfter(kept, seq));
    },
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

/** An event in the form of the `text/event-stream`. */
export function frameOf({ seq, id, type, version, at, payload }: PlacedEvent): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ id, type, version, at, payload })}\n\n`;
}

/** Bars are given by symbol. */
export function symbolOfBar({ type, payload }: Pick<PlacedEvent, 'type' | 'payload'>): { symbol?: string } {
  const { symbol } = payload;
  return type.startsWith('bar.') && typeof symbol === 'string' ? { symbol } : {};
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
