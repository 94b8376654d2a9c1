import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/**
 * Takes the next free slot of a source's requests, `gapMs` after the last one taken, unless it is more than `waitMsMax`
 * away. Gives how long to wait for it, in milliseconds by the database's clock, and whether it was taken. One statement
 * under the lock of one row: whoever asks first goes first, over all processes.
 */
export async function takeRequestSlot(
  db: Kysely<Database>,
  slot: { readonly source: string; readonly gapMs: number; readonly waitMsMax: number },
): Promise<{ readonly taken: boolean; readonly waitMs: number }> {
  const { source, gapMs, waitMsMax } = slot;
  const gap = sql`make_interval(secs => ${gapMs / 1000})`;
  const latest = sql`clock_timestamp() + make_interval(secs => ${waitMsMax / 1000})`;
  const { rows } = await sql<{ waitMs: number }>`
    insert into request_slots as slots (source, next_at) values (${source}, clock_timestamp() + ${gap})
    on conflict (source) do update set next_at = greatest(slots.next_at, clock_timestamp()) + ${gap}
      where slots.next_at <= ${latest}
    returning extract(epoch from next_at - ${gap} - clock_timestamp())::float8 * 1000 as wait_ms`.execute(db);
  const [taken] = rows;
  if (taken !== undefined) return { taken: true, waitMs: Math.max(0, taken.waitMs) };
  const waitMs = sql<number>`extract(epoch from next_at - clock_timestamp())::float8 * 1000`;
  const full = await db
    .selectFrom('requestSlots')
    .select(waitMs.as('waitMs'))
    .where('source', '=', source)
    .executeTakeFirstOrThrow();
  return { taken: false, waitMs: Math.max(0, full.waitMs) };
}

/** Gives out no slot of the source for so long from now. */
export async function holdOffRequests(db: Kysely<Database>, source: string, ms: number): Promise<void> {
  const until = sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1000})`;
  await db
    .insertInto('requestSlots')
    .values({ source, nextAt: until })
    .onConflict((conflict) =>
      conflict
        .column('source')
        .doUpdateSet({ nextAt: sql<Date>`greatest(request_slots.next_at, excluded.next_at)` }),
    )
    .execute();
}
