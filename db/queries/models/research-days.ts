import { type Kysely, sql } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { Database } from '../../schema.ts';

export interface ResearchDay {
  readonly reserved: DecimalString;
  readonly spent: DecimalString;
  readonly calls: number;
  readonly failures: number;
  readonly refused: number;
}

const NOTHING: ResearchDay = { reserved: '0', spent: '0', calls: 0, failures: 0, refused: 0 };

/** What research has cost on a UTC day (`2026-03-02`). Dollars. */
export async function researchDay(db: Kysely<Database>, day: string): Promise<ResearchDay> {
  const row = await db
    .selectFrom('researchDays')
    .select(['reserved', 'spent', 'calls', 'failures', 'refused'])
    .where('day', '=', day)
    .executeTakeFirst();
  return row ?? NOTHING;
}

/**
 * Holds back what a search may cost, if the day's budget still has it; one statement, so that callers together never
 * hold back more than there is. False where it has not: that is counted too.
 */
export async function reserveResearch(
  db: Kysely<Database>,
  {
    day,
    usd,
    usdPerDay,
  }: { readonly day: string; readonly usd: DecimalString; readonly usdPerDay: DecimalString },
): Promise<boolean> {
  await db
    .insertInto('researchDays')
    .values({ day, reserved: '0', spent: '0' })
    .onConflict((conflict) => conflict.column('day').doNothing())
    .execute();
  const reserved = await db
    .updateTable('researchDays')
    .set({
      reserved: sql<DecimalString>`trim_scale(reserved + ${usd}::numeric)`,
      calls: sql<number>`calls + 1`,
    })
    .where('day', '=', day)
    .where(sql<boolean>`reserved + spent + ${usd}::numeric <= ${usdPerDay}::numeric`)
    .returning('day')
    .executeTakeFirst();
  if (reserved !== undefined) return true;
  await db
    .updateTable('researchDays')
    .set({ refused: sql<number>`refused + 1` })
    .where('day', '=', day)
    .execute();
  return false;
}

/** Gives back what was held back for a search and counts what it has cost, be it more. */
export async function settleResearch(
  db: Kysely<Database>,
  {
    day,
    usd,
    costUsd,
    failed,
  }: {
    readonly day: string;
    readonly usd: DecimalString;
    readonly costUsd: DecimalString;
    readonly failed: boolean;
  },
): Promise<void> {
  await db
    .updateTable('researchDays')
    .set({
      reserved: sql<DecimalString>`trim_scale(reserved - ${usd}::numeric)`,
      spent: sql<DecimalString>`trim_scale(spent + ${costUsd}::numeric)`,
      failures: sql<number>`failures + ${failed ? 1 : 0}::integer`,
    })
    .where('day', '=', day)
    .execute();
}
