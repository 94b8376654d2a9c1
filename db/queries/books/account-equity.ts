import { type Kysely, sql } from 'kysely';
import type { EquityMarks } from '../../../domain/risk/equity-marks.ts';
import type { Database } from '../../schema.ts';

/** Undefined until equity was seen once. */
export async function readEquityMarks(
  db: Kysely<Database>,
  accountId: string,
): Promise<EquityMarks | undefined> {
  return await db
    .selectFrom('accountEquity')
    .select(['day', 'openingEquity', 'highestEquity'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
}

/** Keeps the marks with the equity they were last brought up to. The account is to be locked first. */
export async function writeEquityMarks(
  db: Kysely<Database>,
  accountId: string,
  marks: EquityMarks & { readonly equity: string },
): Promise<void> {
  const values = { ...marks, at: sql<Date>`now()` };
  await db
    .insertInto('accountEquity')
    .values({ accountId, ...values })
    .onConflict((conflict) => conflict.column('accountId').doUpdateSet(values))
    .execute();
}
