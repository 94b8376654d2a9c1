import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/schema.ts';

/** What PostgreSQL must be started with, so that it counts statements. */
export const COUNTING_ARGS = ['-c', 'shared_preload_libraries=pg_stat_statements'];

/** Statements by their text without constants, with how often they ran; `begin` and `commit` are statements too. */
export type StatementCounts = ReadonlyMap<string, number>;

/** Counts what PostgreSQL runs for AlphaFlow's database, whoever asks; needs `COUNTING_ARGS`. */
export async function createStatementCounter(db: Kysely<Database>) {
  await sql`create extension if not exists pg_stat_statements`.execute(db);
  return {
    reset: async (): Promise<void> => {
      await sql`select pg_stat_statements_reset()`.execute(db);
    },
    read: async (): Promise<StatementCounts> => {
      const { rows } = await sql<{ readonly query: string; readonly calls: string }>`
        select query, sum(calls)::text as calls from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
          and query not like '%pg_stat_statements%'
        group by query`.execute(db);
      return new Map(rows.map(({ query, calls }) => [query, Number(calls)]));
    },
  };
}

export type StatementCounter = Awaited<ReturnType<typeof createStatementCounter>>;

/** What ran beyond what the stack runs in the same time while it idles. */
export function beyondIdle(
  counts: StatementCounts,
  ms: number,
  idle: { readonly counts: StatementCounts; readonly ms: number },
): StatementCounts {
  return new Map(
    [...counts].map(([query, calls]) => [
      query,
      Math.max(0, calls - ((idle.counts.get(query) ?? 0) * ms) / idle.ms),
    ]),
  );
}
