import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { becomeCarrier, markPublished, unpublishedEvents } from '../../db/queries/events/outbox.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { Database } from '../../db/schema.ts';
import { type EventLog, EventLogMoved } from '../../domain/ports/event-log.ts';
import type { Logger } from '../../telemetry/log.ts';
import { busEventOf } from './bus-event-of.ts';
import { repairStream } from './repair-stream.ts';
import { writeThrough } from './write-through.ts';

const BATCH = 100;
/** Between two looks at the outbox: of a process that carries, and of one that has carried nothing for a while. */
const BUSY_MS = 10;
const IDLE_MS = 40;
const QUIET_AFTER_MS = 2_000;
const FAILED_MS = 1_000;
/** How often a stream that nothing is added to is looked at: its server may have lost it. */
const LOOK_MS = 2_000;

/**
 * Carries committed events from the outbox to the stream, in order, until `signal` aborts; one process at a time. Each
 * is marked with its place after the stream has it; a crash in between is found by the next carrier.
 */
export async function relayOutbox(options: {
  readonly db: Kysely<Database>;
  readonly openLog: () => Promise<EventLog>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { db, openLog, logger, signal } = options;
  let log: EventLog | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let carriedAt = Number.NEGATIVE_INFINITY;
  let failing = false;
  while (!signal.aborted) {
    let carried = 0;
    let pauseMs: number | undefined;
    try {
      log ??= await openLog();
      const isLookDue = performance.now() - lookedAt > LOOK_MS;
      if (isLookDue || (await unpublishedEvents(db, 1)).length > 0) {
        carried = await carry({ db, log, logger, isLookDue });
        const at = performance.now();
        if (carried > 0) carriedAt = at;
        if (isLookDue) lookedAt = at;
      }
      if (failing) logger.info('events are carried again');
      failing = false;
    } catch (error) {
      lookedAt = Number.NEGATIVE_INFINITY;
      // What has moved is looked at at once.
      if (!(error instanceof EventLogMoved)) {
        pauseMs = FAILED_MS;
        if (!failing) logger.warn({ err: error }, 'events wait in the outbox');
        failing = true;
      }
    }
    pauseMs ??= performance.now() - carriedAt < QUIET_AFTER_MS ? BUSY_MS : IDLE_MS;
    if (carried < BATCH) await pause(pauseMs, signal);
  }
  await log?.close();
}

async function carry(options: {
  readonly db: Kysely<Database>;
  readonly log: EventLog;
  readonly logger: Logger;
  readonly isLookDue: boolean;
}): Promise<number> {
  const { db, log, logger, isLookDue } = options;
  return await inTransaction(db, async (tx) => {
    const carrier = await becomeCarrier(tx);
    if (carrier === undefined) return 0;
    const { installation } = carrier;
    const last = isLookDue ? await repairStream({ db, log, installation, logger }) : carrier.lastPlace;
    const events = await unpublishedEvents(db, BATCH);
    const placed = events.map((event, index) => ({ event, seq: last + 1 + index }));
    const { count, failure } = await writeThrough(
      placed.map(
        ({ event, seq }) =>
          () =>
            log.append(busEventOf(event), seq),
      ),
    );
    // By its own commit: what the stream has stays marked when a later event of the batch has failed.
    await markPublished(
      db,
      placed.slice(0, count).map(({ event: { id }, seq }) => ({ id, seq })),
    );
    if (failure !== undefined) throw failure;
    return events.length;
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
