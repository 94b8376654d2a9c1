import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { holdOffRequests, takeRequestSlot } from '../db/queries/sources/request-slots.ts';
import type { Database } from '../db/schema.ts';
import { SourceOutage } from '../domain/outage.ts';
import type { RequestPace } from '../domain/ports/request-pace.ts';

/** Who would have to wait longer than this is told so instead. */
const WAIT_MS_MAX = 12_000;
/** A process that was held up and comes this much after its slot takes another, or its requests would come in a heap. */
const LATE_MS_MAX = 100;

/**
 * At most `perSecond` requests a second to one source, evenly spaced, over every process that shares the database, in
 * the order they asked. Nobody polls: each takes its slot in one statement and sleeps until then.
 */
export function createRequestPace(options: {
  readonly db: Kysely<Database>;
  readonly source: string;
  readonly perSecond: number;
}): RequestPace {
  const { db, source, perSecond } = options;
  const gapMs = 1000 / perSecond;
  return {
    async turn(signal) {
      for (;;) {
        signal?.throwIfAborted();
        const askedAt = performance.now();
        const { taken, waitMs } = await takeRequestSlot(db, { source, gapMs, waitMsMax: WAIT_MS_MAX });
        if (!taken) throw fullUp(source, waitMs);
        if (waitMs > 0) await setTimeout(waitMs, undefined, signal === undefined ? {} : { signal });
        if (performance.now() - askedAt - waitMs <= LATE_MS_MAX) return;
      }
    },
    holdOff: (ms) => holdOffRequests(db, source, ms),
  };
}

function fullUp(source: string, waitMs: number): SourceOutage {
  const retryAfterMs = Math.ceil(waitMs);
  const reason = `its turns are taken, or it wants to be left alone, for ${retryAfterMs} ms`;
  return new SourceOutage({ source, request: 'a turn', kind: 'rate-limited', reason, retryAfterMs });
}
