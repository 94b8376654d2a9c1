import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/** The last link of a chain of the audit log. */
export interface AuditHead {
  readonly chain: string;
  readonly seq: string;
  readonly hash: string;
}

/** The heads of all chains: each user's, and the house's. */
export async function auditHeads(db: Kysely<Database>): Promise<readonly AuditHead[]> {
  const { rows } = await sql<AuditHead>`
    select heads.chain, heads.seq, heads.hash
    from (select id::text as name from users union all select 'house') names
    cross join lateral (
      select chain, seq, hash from audit_chain where chain = names.name order by seq desc limit 1
    ) heads`.execute(db);
  return rows;
}

/** The link at a place of a chain; undefined when there is none. */
export async function auditLinkAt(
  db: Kysely<Database>,
  chain: string,
  seq: string,
): Promise<string | undefined> {
  const link = await db
    .selectFrom('auditChain')
    .select('hash')
    .where('chain', '=', chain)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return link?.hash;
}
