import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

export interface RetentionRun {
  /** Evidence that no cycle stands on, fetched before this moment, is deleted. */
  readonly unusedBefore: Date;
  /** Bodies that only cycles without an order stand on, fetched before this moment, are dropped. */
  readonly untradedBefore: Date;
  /** Rows at most of each. */
  readonly limit: number;
}

/**
 * Deletes what no cycle stands on, and drops the bodies of what no trade stands on; gives how many of each. What
 * a cycle with an order stands on is never touched, whatever its age. A row that somebody is using is left for later.
 */
export async function applyRetention(
  db: Kysely<Database>,
  run: RetentionRun,
): Promise<{ readonly deleted: number; readonly dropped: number }> {
  const unused = await db
    .deleteFrom('evidence')
    .where('hash', 'in', (eb) =>
      eb
        .selectFrom('evidence as old')
        .select('old.hash')
        .where('old.fetchedAt', '<', run.unusedBefore)
        .where(sql<boolean>`not exists (select from cycle_evidence link where link.hash = old.hash)`)
        .limit(run.limit)
        .forUpdate()
        .skipLocked(),
    )
    .executeTakeFirst();
  // A newer cycle, one with an order, and one that is not over yet all stand on what they use.
  const stands = sql<boolean>`exists (
    select from cycle_evidence link join cycles on cycles.id = link.cycle_id
    where link.hash = old.hash and (
      link.fetched_at >= ${run.untradedBefore} or cycles.status = 'running'
      or exists (select from orders where orders.cycle_id = cycles.id)))`;
  const untraded = await db
    .updateTable('evidence')
    .set({ body: null, bodyDroppedAt: sql<Date>`now()` })
    .where('hash', 'in', (eb) =>
      eb
        .selectFrom('evidence as old')
        .select('old.hash')
        .where('old.body', 'is not', null)
        .where('old.fetchedAt', '<', run.untradedBefore)
        .where(sql<boolean>`not ${stands}`)
        .limit(run.limit)
        .forUpdate()
        .skipLocked(),
    )
    .executeTakeFirst();
  return { deleted: Number(unused.numDeletedRows), dropped: Number(untraded.numUpdatedRows) };
}
