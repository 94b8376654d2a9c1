import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { inTransaction } from '../db/queries/in-transaction.ts';
import { claimUnpublished, markPublished } from '../db/queries/outbox.ts';
import type { Database, OutboxRow } from '../db/schema.ts';
import type { BusEvent, EventBus } from '../domain/ports/event-bus.ts';
import type { Logger } from '../telemetry/log.ts';

const BATCH = 100;
const IDLE_MS = 250;
const FAILED_MS = 2_000;

/**
 * Carries committed events from the outbox to the bus, in order, until `signal` aborts. An event is marked after the
 * bus has acknowledged it; a crash in between publishes it again under the same id, which is one event.
 */
export async function relayOutbox(options: {
  readonly db: Kysely<Database>;
  readonly openBus: () => Promise<EventBus>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { db, openBus, logger, signal } = options;
  let bus: EventBus | undefined;
  let failing = false;
  while (!signal.aborted) {
    let pauseMs = 0;
    try {
      bus ??= await openBus();
      pauseMs = (await relayBatch(db, bus)) < BATCH ? IDLE_MS : 0;
      if (failing) logger.info('events are carried again');
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ err: error }, 'events wait in the outbox');
      failing = true;
      pauseMs = FAILED_MS;
    }
    if (pauseMs > 0) await pause(pauseMs, signal);
  }
  await bus?.close();
}

async function relayBatch(db: Kysely<Database>, bus: EventBus): Promise<number> {
  return inTransaction(db, async (tx) => {
    const events = await claimUnpublished(tx, BATCH);
    for (const event of events) await bus.publish(busEventOf(event));
    await markPublished(
      tx,
      events.map(({ id }) => id),
    );
    return events.length;
  });
}

function busEventOf({ id, subject, createdAt, payload }: OutboxRow): BusEvent {
  const type = subject.split('.').slice(2).join('.');
  return { id, subject, type, at: createdAt.toISOString(), payload };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
