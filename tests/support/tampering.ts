import { type Kysely, sql } from 'kysely';
import type { AuditAnchor } from '../../db/audit-chain/verify-audit.ts';
import type { AuditHead } from '../../db/queries/audit/audit-heads.ts';
import type { Database } from '../../db/schema.ts';
import type { SeededRandom } from '../../prove/seeded-random.ts';

/** An intruder who owns the database: past every trigger, with a whole transaction to themselves, rolled back after `look`. */
export async function tamper(
  db: Kysely<Database>,
  statements: readonly string[],
  look: (db: Kysely<Database>) => Promise<void>,
): Promise<void> {
  const tx = await db.startTransaction().execute();
  try {
    await sql`set local session_replication_role = 'replica'`.execute(tx);
    for (const statement of statements) await sql.raw(statement).execute(tx);
    await look(tx);
  } finally {
    await tx.rollback().execute();
  }
}

export function anchorsOf(heads: readonly AuditHead[]): readonly AuditAnchor[] {
  return heads.map((head) => ({ ...head, keptBy: 'file' }));
}

/** One way to change what an audit log of `entries` entries says, chosen by a seed. */
export function aTampering(random: SeededRandom, entries: number): readonly string[] {
  const id = random.between(1, entries);
  const other = 1 + ((id + random.between(0, entries - 2)) % entries);
  const [low, high] = [Math.min(id, other), Math.max(id, other)];
  const link = `(select chain, seq from audit_chain where audit_id = ${id})`;
  const columns = 'actor, action, target, result, data, request_id, credential, address, at';
  return random.pick([
    [`update audit set actor = 'nobody' where id = ${id}`],
    ...['actor', 'action', 'target', 'result', 'request_id', 'credential', 'address'].map((column) => [
      `update audit set ${column} = coalesce(${column}, '') || 'x' where id = ${id}`,
    ]),
    [`update audit set at = at + interval '1 millisecond' where id = ${id}`],
    [`update audit set data = data || '{"forged": 1}' where id = ${id}`],
    [
      `update audit set user_id = (select u.id from users u where u.id is distinct from audit.user_id limit 1) where id = ${id}`,
    ],
    [`delete from audit where id = ${id}`],
    [`delete from audit_chain where audit_id = ${id}`],
    [`delete from audit_chain where audit_id = ${id}`, `delete from audit where id = ${id}`],
    // The end of a chain is cut off, entries and links.
    [
      `delete from audit where id in (select audit_id from audit_chain where (chain, seq) >= ${link} and chain = (select chain from ${link} l))`,
      `delete from audit_chain where not exists (select from audit where id = audit_id)`,
    ],
    // Two entries change places.
    [
      `update audit a set (${columns}) = (select ${columns} from audit b where b.id = case when a.id = ${low} then ${high} else ${low} end) where a.id in (${low}, ${high})`,
    ],
    [
      `update audit_chain set audit_id = -audit_id where audit_id in (${low}, ${high})`,
      `update audit_chain set audit_id = case when audit_id = -${low} then ${high} else ${low} end where audit_id < 0`,
    ],
    // A chain is written anew from an edited entry on, with every hash right.
    [
      `update audit set result = result || 'x' where id = ${id}`,
      `do $$ declare l record; before text := null; begin
        for l in select c.chain, c.seq, c.audit_id from audit_chain c
          where c.chain = (select chain from audit_chain where audit_id = ${id}) order by c.seq loop
          before := audit_hash(coalesce(before, repeat('0', 64)), l.seq, (select a from audit a where a.id = l.audit_id));
          update audit_chain set hash = before where chain = l.chain and seq = l.seq;
        end loop;
      end $$`,
    ],
    [`update audit_chain set hash = encode(sha256(hash::bytea), 'hex') where audit_id = ${id}`],
    [`update audit_chain set seq = seq + 1000000 where audit_id = ${id}`],
    // An entry that nobody has chained.
    [
      `insert into audit (user_id, actor, action, target, result) select user_id, 'x', 'x', 'x', 'x' from audit where id = ${id}`,
    ],
  ]);
}
