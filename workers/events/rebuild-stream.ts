import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { becomeCarrier, lastPlace, publishedAfter } from '../../db/queries/events/outbox.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { Database } from '../../db/schema.ts';
import type { EventLog } from '../../domain/ports/event-log.ts';
import type { Logger } from '../../telemetry/log.ts';
import { repairStream } from './repair-stream.ts';

const AGAIN_MS = 20;

/**
 * Throws the stream away, whoever's it was, and builds it from the outbox: every event in the place that it had. Who
 * carries events meanwhile waits. Gives the last place.
 */
export async function rebuildStream(options: {
  readonly db: Kysely<Database>;
  readonly log: EventLog;
  readonly logger: Logger;
}): Promise<number> {
  const { db, log } = options;
  for (;;) {
    const last = await inTransaction(db, async (tx) => {
      const carrier = await becomeCarrier(tx);
      if (carrier === undefined) return undefined;
      const { installation } = carrier;
      const [first] = await publishedAfter(db, 0, 1);
      await log.begin(installation, Number(first?.streamSeq ?? (await lastPlace(db)) + 1));
      return await repairStream({ ...options, installation });
    });
    if (last !== undefined) return last;
    await setTimeout(AGAIN_MS);
  }
}
