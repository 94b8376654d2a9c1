import { type Kysely, sql } from 'kysely';
import type { Database } from '../../db/schema.ts';

/**
 * Every row that names the user or an account of theirs, in every table there is but those that tell of requests, as
 * text to compare.
 */
export async function rowsOfUser(
  db: Kysely<Database>,
  who: { readonly userId: string; readonly accountId: string },
): Promise<Readonly<Record<string, string>>> {
  const { rows: columns } = await sql<{ readonly table: string; readonly column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and table_name not in ('audit', 'outbox')
      and (column_name in ('user_id', 'account_id') or (table_name = 'users' and column_name = 'id'))
    order by 1, 2`.execute(db);
  const found: Record<string, string> = {};
  for (const { table, column } of columns) {
    const id = column === 'account_id' ? who.accountId : who.userId;
    const { rows } = await sql<{ readonly all: string | null }>`
      select string_agg(one::text, ' ' order by one::text) as all from ${sql.table(table)} one
      where ${sql.ref(`one.${column}`)}::text = ${id}`.execute(db);
    found[`${table}.${column}`] = rows[0]?.all ?? '';
  }
  return found;
}
