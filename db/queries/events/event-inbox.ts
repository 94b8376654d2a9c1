import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/** Longer than the bus keeps an event, so that none that comes again is unknown here. */
const KEPT_DAYS = 8;

/**
 * True once for each event and consumer, whoever asks how often: the event is then to be worked on in the transaction
 * that `db` is, if there is anything to do. Somebody else who takes the same event in waits for its end.
 */
export async function takeIn(db: Kysely<Database>, consumer: string, eventId: string): Promise<boolean> {
  const taken = await db
    .insertInto('eventInbox')
    .values({ consumer, eventId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('eventId')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Forgets what the bus has forgotten too. */
export async function forgetOldEvents(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('eventInbox')
    .where('at', '<', sql<Date>`now() - make_interval(days => ${KEPT_DAYS})`)
    .execute();
}
