import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import type { EntryText } from './entry-hash.ts';

/** A link of a chain and the entry that it stands for; null when that is gone. */
export interface AuditLink {
  readonly chain: string;
  readonly seq: string;
  readonly auditId: string;
  readonly hash: string;
  readonly entry: EntryText | null;
}

const PAGE = 2_000;

/** Every chain there is a link or an entry of. */
export async function auditChains(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('auditChain')
    .select('chain')
    .union((eb) => eb.selectFrom('audit').select(sql<string>`coalesce(user_id::text, 'house')`.as('chain')))
    .orderBy('chain')
    .execute();
  return rows.map(({ chain }) => chain);
}

/** The links of a chain from the first on, read page by page. */
export async function* linksOf(db: Kysely<Database>, chain: string): AsyncGenerator<AuditLink> {
  let after = '0';
  for (;;) {
    const rows = await db
      .selectFrom('auditChain')
      .leftJoin('audit', 'audit.id', 'auditChain.auditId')
      .select(['chain', 'seq', 'auditId', 'hash', 'actor', 'action', 'target', 'result'])
      .select(['requestId', 'credential', 'address'])
      .select([
        sql<string | null>`audit.user_id::text`.as('userId'),
        sql<string | null>`audit.data::text`.as('data'),
        sql<string | null>`to_char(audit.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`.as('at'),
      ])
      .where('chain', '=', chain)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const { chain: line, seq, auditId, hash, ...columns } of rows) {
      yield { chain: line, seq, auditId, hash, entry: entryOf(auditId, columns) };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.seq;
  }
}

/** Entries that no chain holds, which only a hand past the database's own triggers can have left. */
export async function unchainedEntries(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('audit')
    .select('id')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('auditChain')
            .select('auditId')
            .whereRef('auditId', '=', 'audit.id')
            .whereRef('chain', '=', sql`coalesce(audit.user_id::text, 'house')`),
        ),
      ),
    )
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

function entryOf(
  id: string,
  columns: { readonly [Key in keyof Omit<EntryText, 'id'>]: EntryText[Key] | null },
): EntryText | null {
  const { actor, action, target, result, data, at, ...rest } = columns;
  if (actor === null || action === null || target === null) return null;
  if (result === null || data === null || at === null) return null;
  return { id, actor, action, target, result, data, at, ...rest };
}
