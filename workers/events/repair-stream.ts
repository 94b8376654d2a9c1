import type { Kysely } from 'kysely';
import { lastPlace, markPublished, publishedAfter } from '../../db/queries/events/outbox.ts';
import type { Database } from '../../db/schema.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { EventLog } from '../../domain/ports/event-log.ts';
import type { Logger } from '../../telemetry/log.ts';
import { busEventOf } from './bus-event-of.ts';
import { writeThrough } from './write-through.ts';

/** Events that are read, and writes that are under way, at once. */
const BATCH = 100;

/**
 * Brings the stream to where the outbox says it is, and gives the last place. A stream that is gone, or has lost its
 * end, gets the same events in the same places again; what the stream has and the outbox does not know of, because a
 * process died in between, is marked. Call it as the one carrier.
 * @throws SourceOutage when the stream holds another installation's events.
 */
export async function repairStream(options: {
  readonly db: Kysely<Database>;
  readonly log: EventLog;
  readonly installation: string;
  readonly logger: Logger;
}): Promise<number> {
  const { db, log, installation, logger } = options;
  const known = await lastPlace(db);
  let state = await log.state();
  if (state?.installation !== undefined && state.installation !== installation) {
    throw new SourceOutage({
      source: 'nats',
      request: 'carry events',
      kind: 'refused',
      reason: 'the stream holds the events of another installation: each needs a NATS server of its own',
    });
  }
  if (state?.installation === undefined) {
    const [first] = await publishedAfter(db, 0, 1);
    await log.begin(installation, Number(first?.streamSeq ?? known + 1));
    state = { installation, lastSeq: Number(first?.streamSeq ?? known + 1) - 1 };
    if (known > 0) logger.warn({ from: state.lastSeq + 1, to: known }, 'the event stream is built again');
  }
  if (state.lastSeq > known) {
    const unmarked = await log.idsAfter(known);
    await markPublished(db, unmarked);
    return state.lastSeq;
  }
  let at = state.lastSeq;
  if (at < known) logger.warn({ from: at + 1, to: known }, 'the event stream lacks its end, which is added');
  while (at < known) {
    const writes: (() => Promise<void>)[] = [];
    for (const row of await publishedAfter(db, at, BATCH)) {
      const seq = Number(row.streamSeq);
      for (; at + 1 < seq && writes.length < BATCH; at += 1) {
        const gap = at + 1;
        writes.push(() => log.skip(gap));
      }
      if (writes.length === BATCH) break;
      writes.push(() => log.append(busEventOf(row), seq));
      at = seq;
    }
    const { failure } = await writeThrough(writes);
    if (failure !== undefined) throw failure;
  }
  return at;
}
