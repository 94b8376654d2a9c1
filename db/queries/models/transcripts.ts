import type { Kysely } from 'kysely';
import type { Database } from '../../schema.ts';

/**
 * The first transcript that was composed for a question, by the question's call key; undefined until there is one.
 * What was asked under a key stays what it was, however often the step that composes it is repeated.
 */
export async function transcriptOfCall(
  db: Kysely<Database>,
  cycleId: string,
  callKey: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('cycleEvidence')
    .select('hash')
    .where('cycleId', '=', cycleId)
    .where('role', '=', 'transcript')
    .where('request', '=', callKey)
    .orderBy('fetchedAt')
    .orderBy('hash')
    .limit(1)
    .executeTakeFirst();
  return row?.hash;
}
