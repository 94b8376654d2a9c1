import { type Kysely, sql } from 'kysely';
import type { CacheFigures, SourceFigures } from '../../../domain/source-figures.ts';
import type { Database } from '../../schema.ts';

export interface ProcessFigures {
  readonly sources: readonly SourceFigures[];
  readonly caches: readonly CacheFigures[];
}

/** A process that has said nothing for this long has ended, or cannot reach the database. */
const SILENT_SECONDS_MAX = 15;
const SWEPT_AFTER_SECONDS = 120;

/** Keeps what a process says of its breakers and caches in place of what it said before, and drops processes long gone. */
export async function keepSourceFigures(
  db: Kysely<Database>,
  process: string,
  { sources, caches }: ProcessFigures,
): Promise<void> {
  const told = { sources: JSON.stringify(sources), caches: JSON.stringify(caches), at: sql<Date>`now()` };
  await db
    .insertInto('sourceFigures')
    .values({ process, ...told })
    .onConflict((conflict) => conflict.column('process').doUpdateSet(told))
    .execute();
  await db
    .deleteFrom('sourceFigures')
    .where('at', '<', sql<Date>`now() - make_interval(secs => ${SWEPT_AFTER_SECONDS})`)
    .execute();
}

/** What the processes that run have said lately, the newest first. */
export async function liveSourceFigures(
  db: Kysely<Database>,
): Promise<readonly (ProcessFigures & { readonly at: Date })[]> {
  return await db
    .selectFrom('sourceFigures')
    .select(['sources', 'caches', 'at'])
    .where('at', '>', sql<Date>`now() - make_interval(secs => ${SILENT_SECONDS_MAX})`)
    .orderBy('at', 'desc')
    .execute();
}
