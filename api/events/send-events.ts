import type { EventFeed } from '../../domain/ports/event-feed.ts';
import { type EventHub, frameOf, type KeptEvent, symbolOfBar } from './event-hub.ts';

const PAGE = 200;

export interface EventReader {
  readonly userId: string;
  /** Nouns (`order`) or whole types (`order.filled`); empty for all. */
  readonly topics: ReadonlySet<string>;
  /** Whose bars are wanted; no others are sent. */
  readonly symbols: ReadonlySet<string>;
  /** The last place that the reader has. */
  readonly after: number;
  /** Settles when the reader has taken the text; rejects when it does not take it in time. */
  readonly write: (text: string) => Promise<void>;
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends one reader every event of theirs after their place, in order, each once, until the signal aborts: first from
 * the stream, then as events come. What the stream no longer holds is told as `event: gap`, never passed over in
 * silence.
 */
export async function sendEvents(hub: EventHub, feed: EventFeed, reader: EventReader): Promise<void> {
  const { userId, signal, write, heartbeatMs } = reader;
  let { after } = reader;
  while (!signal.aborted) {
    const fresh = hub.after(after)?.slice(0, PAGE);
    if (fresh === undefined) {
      const page = await feed.readBack({ userId, after, limit: PAGE });
      if (page.firstSeq > after + 1) await write(gapFrame(after, page.firstSeq));
      const text = page.events
        .filter((event) => isWanted(reader, { ...event, ...symbolOfBar(event) }))
        .map(frameOf)
        .join('');
      if (text !== '') await write(text);
      after = Math.max(after, page.upTo, page.firstSeq - 1);
    } else {
      const text = fresh
        .filter((event) => isWanted(reader, event))
        .map(({ frame }) => frame)
        .join('');
      after = Math.max(after, fresh.at(-1)?.seq ?? after);
      if (text !== '') await write(text);
    }
    const waitedFrom = performance.now();
    await hub.changed(after, heartbeatMs, signal);
    if (performance.now() - waitedFrom >= heartbeatMs && !signal.aborted) await write(': heartbeat\n\n');
  }
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
