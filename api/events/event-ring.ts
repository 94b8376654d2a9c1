import { LRUCache } from 'lru-cache';
import type { EventFilter } from './event-filter.ts';
import type { KeptEvent } from './kept-event.ts';

/** What the latest events may take in memory, for all readers together: the older ones are read from the stream. */
const KEPT_EVENTS_MAX = 5_000;
const KEPT_BYTES_MAX = 4_000_000;
/** What is sent to one reader at a time, unless one event is larger. */
export const PIECE_BYTES = 64 * 1024;
/** What pieces made for several readers may take. */
const PIECES_BYTES_MAX = 4_000_000;

/** What one reader is sent at a time: perhaps nothing of theirs is in it. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** The reader's place once they have it. */
  readonly upTo: number;
}

/**
 * The latest events, in blocks of at most one piece each. Whoever is behind takes a block at a time, and its bytes are
 * made once for all readers who want the same of it: a slow reader costs a number.
 */
export interface EventRing {
  add(event: KeptEvent): void;
  /** Nothing up to this place is kept. */
  beginAfter(seq: number): void;
  /** The next piece after a place; undefined when something after it is no longer kept. */
  next(after: number, filter: EventFilter): Piece | undefined;
}

interface Block {
  readonly events: KeptEvent[];
  bytes: number;
  readonly firstSeq: number;
  lastSeq: number;
}

export function createEventRing(): EventRing {
  const blocks: Block[] = [];
  const pieces = new LRUCache<string, Uint8Array>({
    maxSize: PIECES_BYTES_MAX,
    sizeCalculation: ({ length }, key) => length + key.length,
  });
  let count = 0;
  let bytes = 0;
  let floor = 0;

  const dropOldest = (): void => {
    while (blocks.length > 1 && (count > KEPT_EVENTS_MAX || bytes > KEPT_BYTES_MAX)) {
      const gone = blocks.shift();
      if (gone === undefined) return;
      count -= gone.events.length;
      bytes -= gone.bytes;
      floor = gone.lastSeq;
    }
  };

  return {
    beginAfter(seq) {
      floor = seq;
    },
    add(event) {
      const { seq, frame } = event;
      const last = blocks.at(-1);
      if (last === undefined || last.bytes + frame.length > PIECE_BYTES) {
        blocks.push({ events: [event], bytes: frame.length, firstSeq: seq, lastSeq: seq });
      } else {
        last.events.push(event);
        last.bytes += frame.length;
        last.lastSeq = seq;
      }
      count += 1;
      bytes += frame.length;
      dropOldest();
    },
    next(after, filter) {
      if (after < floor) return undefined;
      const block = blocks[firstEndingAfter(blocks, after)];
      if (block === undefined) return { bytes: new Uint8Array(), upTo: after };
      const isWhole = after < block.firstSeq && block !== blocks.at(-1);
      if (!isWhole) {
        const fresh = block.events.filter((event) => event.seq > after && filter.wants(event));
        return { bytes: joined(fresh), upTo: block.lastSeq };
      }
      const key = `${block.firstSeq} ${filter.key}`;
      const known = pieces.get(key);
      if (known !== undefined) return { bytes: known, upTo: block.lastSeq };
      const made = joined(block.events.filter((event) => filter.wants(event)));
      pieces.set(key, made);
      return { bytes: made, upTo: block.lastSeq };
    },
  };
}

/** Their bytes, without a copy where it is one. */
export function joined(events: readonly KeptEvent[]): Uint8Array {
  const [only, ...more] = events;
  if (only !== undefined && more.length === 0) return only.frame;
  return Buffer.concat(events.map(({ frame }) => frame));
}

/** The index of the first block that holds something after a place, by halving. */
function firstEndingAfter(blocks: readonly Block[], seq: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.lastSeq ?? 0) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
