import type { EventFeed } from '../../domain/ports/event-feed.ts';
import { type EventHub, type KeptEvent, keptEvent } from './event-hub.ts';

/** Events that are looked at for one reader at a time. */
const PAGE = 200;
/** What is sent to one reader at a time, unless one event is larger. */
const PIECE_BYTES = 64 * 1024;

export interface EventReader {
  readonly userId: string;
  /** Nouns (`order`) or whole types (`order.filled`); empty for all. */
  readonly topics: ReadonlySet<string>;
  /** Whose bars are wanted; no others are sent. */
  readonly symbols: ReadonlySet<string>;
  /** The last place that the reader has. */
  readonly after: number;
  /** Settles when the reader has taken the text; rejects when it does not take it in time. */
  readonly write: (text: string | Uint8Array) => Promise<void>;
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends one reader every event of theirs after their place, in order, each once, until the signal aborts: first from
 * the stream, then as events come. What the stream no longer holds is told as `event: gap`, never passed over in
 * silence. Each piece waits for its turn among the readers, and takes along what has come by then.
 */
export async function sendEvents(hub: EventHub, feed: EventFeed, reader: EventReader): Promise<void> {
  const { signal, write, heartbeatMs } = reader;
  let { after } = reader;
  while (!signal.aborted) {
    await hub.turn();
    const fresh = hub.after(after, PAGE);
    if (fresh === undefined) after = await sendFromStream(hub, feed, { ...reader, after });
    else {
      const { piece, end } = pieceOf(reader, fresh, 0);
      after = Math.max(after, fresh[end - 1]?.seq ?? after);
      if (piece.length > 0) await write(piece);
    }
    const waitedFrom = performance.now();
    await hub.changed(after, heartbeatMs, signal);
    if (performance.now() - waitedFrom >= heartbeatMs && !signal.aborted) await write(': heartbeat\n\n');
  }
}

/** Sends what the stream holds after the reader's place, one page of it; gives the place to go on from. */
async function sendFromStream(hub: EventHub, feed: EventFeed, reader: EventReader): Promise<number> {
  const { userId, after, write } = reader;
  const page = await feed.readBack({ userId, after, limit: PAGE });
  if (page.firstSeq > after + 1) await write(gapFrame(after, page.firstSeq));
  const events = page.events.map(keptEvent);
  for (let from = 0; from < events.length; ) {
    const { piece, end } = pieceOf(reader, events, from);
    await hub.turn();
    if (piece.length > 0) await write(piece);
    from = end;
  }
  return Math.max(after, page.upTo, page.firstSeq - 1);
}

/** The frames of those that are wanted, as many as make one piece, and the index of the first that is not among them. */
function pieceOf(
  reader: EventReader,
  events: readonly KeptEvent[],
  from: number,
): { readonly piece: Uint8Array; readonly end: number } {
  const frames: Uint8Array[] = [];
  let bytes = 0;
  let end = from;
  for (const event of events.slice(from)) {
    const isMine = isWanted(reader, event);
    if (isMine && bytes > 0 && bytes + event.frame.length > PIECE_BYTES) break;
    end += 1;
    if (!isMine) continue;
    frames.push(event.frame);
    bytes += event.frame.length;
  }
  const [only, ...more] = frames;
  return { end, piece: only !== undefined && more.length === 0 ? only : Buffer.concat(frames) };
}

function isWanted(
  { userId, topics, symbols }: EventReader,
  event: Pick<KeptEvent, 'userId' | 'type' | 'symbol'>,
): boolean {
  if (event.userId !== userId) return false;
  if (event.type.startsWith('bar.') && !symbols.has(event.symbol ?? '')) return false;
  return topics.size === 0 || topics.has(event.type) || topics.has(event.type.split('.')[0] ?? '');
}

/** Events between two places are no longer held. */
function gapFrame(after: number, firstSeq: number): string {
  const data = JSON.stringify({ after, resumesAt: firstSeq });
  return `id: ${firstSeq - 1}\nevent: gap\ndata: ${data}\n\n`;
}
