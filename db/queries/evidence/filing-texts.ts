import type { Kysely } from 'kysely';
import type { FilingText } from '../../../domain/ports/filing-texts.ts';
import type { Database } from '../../schema.ts';

/** The text of a report, where somebody has read it. */
export async function keptFilingText(
  db: Kysely<Database>,
  accessionNumber: string,
): Promise<FilingText | undefined> {
  const row = await db
    .selectFrom('filingTexts')
    .selectAll()
    .where('accessionNumber', '=', accessionNumber)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { readAt: _, availableAt, ...text } = row;
  return { ...text, availableAt: availableAt.toISOString() };
}

export async function keepFilingText(db: Kysely<Database>, text: FilingText, readAt: Date): Promise<void> {
  await db
    .insertInto('filingTexts')
    .values({ ...text, readAt })
    .onConflict((conflict) => conflict.column('accessionNumber').doNothing())
    .execute();
}
