import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'hono';
import { SourceOutage } from '../../domain/outage.ts';
import type { EventFeed } from '../../domain/ports/event-feed.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { ApiEnv } from '../api-app.ts';
import type { EventHub } from './event-hub.ts';
import type { QuoteReader } from './quote-hub.ts';
import { readerStream } from './reader-stream.ts';
import { type EventReader, sendEvents } from './send-events.ts';
import { sendHeartbeats } from './send-heartbeats.ts';

const HEARTBEAT_MS = 10_000;
/** A reader that takes nothing for so long is cut off; it goes on later from the last event it has. */
const STALLED_MS = 10_000;
const CHECK_MS = 1_500;
const FAREWELL_MS = 1_500;

type EndReason = 'revoked' | 'closing' | 'unavailable' | 'behind';

/** The answer that stays open: it ends when the reader goes, is cut off or is no longer known, or this process stops. */
export function openEventStream(
  c: Context<ApiEnv>,
  options: {
    readonly hub: EventHub;
    readonly feed: EventFeed;
    readonly reader: Pick<EventReader, 'userId' | 'filter' | 'after'>;
    /** The quotes that are wanted; undefined for none. */
    readonly quotes: QuoteReader | undefined;
    /** Called once, when it is over. */
    readonly leave: () => void;
    /** Whether the caller's key or session still stands. */
    readonly isKnown: () => Promise<boolean>;
    readonly logger: Logger;
  },
): Response {
  const { hub, feed, reader, quotes, leave, isKnown, logger } = options;
  const out = readerStream({
    stalledMs: STALLED_MS,
    destroy: () => c.env.outgoing.destroy(),
    onStalled: () =>
      logger.info({ userId: reader.userId }, 'a reader of events takes nothing and is cut off'),
  });
  const { body, gone } = out;
  const write = (piece: string | Uint8Array) => out.write(piece);
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, gone, hub.closing]);
  let reason: EndReason = 'closing';
  const end = (why: EndReason) => {
    reason = why;
    over.abort();
    // One who takes nothing hears no farewell.
    setTimeout(() => out.cut(), FAREWELL_MS).unref();
  };
  const run = async (): Promise<void> => {
    try {
      await write('retry: 1000\n\n');
      const sendingEvents = sendEvents(hub, feed, { ...reader, write, signal }).then((how) => {
        if (how === 'behind') end('behind');
      });
      const sending = [
        sendingEvents,
        sendHeartbeats(out, HEARTBEAT_MS, signal),
        ...(quotes === undefined ? [] : [sendQuotes(quotes, write, signal)]),
      ].map((one) => one.finally(() => over.abort()));
      for (const sent of await Promise.allSettled(sending)) if (sent.status === 'rejected') throw sent.reason;
    } catch (error) {
      if (error instanceof SourceOutage) reason = 'unavailable';
      else if (!gone.aborted) logger.error({ err: error }, 'events could not be sent');
    }
    over.abort();
    await write(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`).catch(() => undefined);
    out.close();
  };
  void run().finally(() => {
    quotes?.leave();
    leave();
  });
  void whileKnown(isKnown, signal).then((why) => {
    if (why !== undefined) end(why);
  });
  return c.body(body, 200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'X-Accel-Buffering': 'no',
  });
}

/** Whole frames between those of events, without an id: the reader's place stays where it is. */
async function sendQuotes(
  quotes: QuoteReader,
  write: (text: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const text = await quotes.next(signal);
    if (text !== '') await write(text);
  }
}

/** Asks again and again until it is over; a second failure to find out ends it too. */
async function whileKnown(
  isKnown: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<EndReason | undefined> {
  let failures = 0;
  for (;;) {
    await delay(CHECK_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
    try {
      if (!(await isKnown())) return 'revoked';
      failures = 0;
    } catch {
      failures += 1;
      if (failures > 1) return 'unavailable';
    }
  }
}
