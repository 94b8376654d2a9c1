import type { EventFeed } from '../../domain/ports/event-feed.ts';
import type { EventFilter } from './event-filter.ts';
import type { EventHub } from './event-hub.ts';
import { joined, PIECE_BYTES } from './event-ring.ts';
import { type KeptEvent, keptEvent } from './kept-event.ts';

/** Events that are read back for one reader at a time. */
const PAGE = 200;
/** Who makes room only after so long does not keep up. */
const SLOW_MS = 1_000;

export interface EventReader {
  readonly userId: string;
  readonly filter: EventFilter;
  /** The last place that the reader has. */
  readonly after: number;
  /** Settles when there is room for it; rejects when the reader makes none in time. */
  readonly write: (piece: Uint8Array) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Sends one reader every event of theirs after their place, in order, each once: first from the stream, then as events
 * come, until the signal aborts. What the stream no longer holds is told as `event: gap`, never passed over in silence.
 * Each piece waits for its turn among the readers, and takes along what has come by then. Settles with `behind` for a
 * reader who is too slow for what is kept: they come back by their place, and do not hold up the reading back of others.
 */
export async function sendEvents(
  hub: EventHub,
  feed: EventFeed,
  reader: EventReader,
): Promise<'over' | 'behind'> {
  const { filter, signal, write } = reader;
  let { after } = reader;
  let roomCameMs = 0;
  while (!signal.aborted) {
    await hub.turn();
    const piece = hub.next(after, filter);
    if (piece === undefined) {
      if (roomCameMs >= SLOW_MS) return 'behind';
      after = await sendFromStream(hub, feed, { ...reader, after });
    } else {
      after = piece.upTo;
      if (piece.bytes.length > 0) {
        const askedAt = performance.now();
        await write(piece.bytes);
        roomCameMs = performance.now() - askedAt;
      }
    }
    await hub.changed(after, signal);
  }
  return 'over';
}

/** Sends what the stream holds after the reader's place, one page of it; gives the place to go on from. */
async function sendFromStream(hub: EventHub, feed: EventFeed, reader: EventReader): Promise<number> {
  const { userId, filter, after, write } = reader;
  const page = await feed.readBack({ userId, after, limit: PAGE });
  if (page.firstSeq > after + 1) await write(Buffer.from(gapFrame(after, page.firstSeq)));
  const wanted = page.events.map(keptEvent).filter((event) => filter.wants(event));
  for (const piece of piecesOf(wanted)) {
    await hub.turn();
    await write(piece);
  }
  return Math.max(after, page.upTo, page.firstSeq - 1);
}

function* piecesOf(events: readonly KeptEvent[]): Generator<Uint8Array> {
  let piece: KeptEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    if (piece.length > 0 && bytes + event.frame.length > PIECE_BYTES) {
      yield joined(piece);
      [piece, bytes] = [[], 0];
    }
    piece.push(event);
    bytes += event.frame.length;
  }
  if (piece.length > 0) yield joined(piece);
}

/** Events between two places are no longer held. */
function gapFrame(after: number, firstSeq: number): string {
  const data = JSON.stringify({ after, resumesAt: firstSeq });
  return `id: ${firstSeq - 1}\nevent: gap\ndata: ${data}\n\n`;
}
