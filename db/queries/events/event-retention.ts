import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/**
 * Deletes the oldest events that were carried before a moment, so many at most; gives how many. What was not carried
 * stays however old it is, and so does the newest place in the stream, from which the next one is counted.
 */
export async function dropOldEvents(
  db: Kysely<Database>,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const { numAffectedRows } = await sql`delete from outbox where id in (
      select id from outbox
      where published_at < ${before} and stream_seq < (select max(stream_seq) from outbox)
      order by published_at limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
