import type { Kysely } from 'kysely';
import { decodeCursor, type Page, type PageRequest, toPage } from '../../page.ts';
import type { AuditRow, Database } from '../../schema.ts';

export interface AuditEntry {
  /** Null for what happened without a known user. */
  readonly userId: string | null;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly result: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | null;
  /** `key:<id>` or `session:<id>` that asked for it. */
  readonly credential?: string | null;
  /** Where the request came from. */
  readonly address?: string | null;
}

/** An entry with its link in the user's chain. */
export interface ChainedAuditRow extends AuditRow {
  readonly seq: string;
  readonly hash: string;
}

const EXPORT_PAGE = 1_000;

/** Adds an entry; in the transaction of the change it tells of. The database chains it when that commits. */
export async function appendAudit(db: Kysely<Database>, entry: AuditEntry): Promise<void> {
  await db.insertInto('audit').values(auditRow(entry)).execute();
}

export function auditRow(entry: AuditEntry) {
  const { userId, actor, action, target, result } = entry;
  const { data = {}, requestId = null, credential = null, address = null } = entry;
  const facts = { userId, actor, action, target, result, requestId, credential, address };
  return { ...facts, data: JSON.stringify(data) };
}

/** The user's entries, newest first. */
export async function auditOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest,
): Promise<Page<ChainedAuditRow>> {
  let query = chainedEntries(db, userId)
    .orderBy('audit.id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) {
    const [id] = decodeCursor(request.cursor, ['serial']);
    query = query.where('audit.id', '<', id);
  }
  return toPage(await query.execute(), request.limit, (row) => [row.id]);
}

/** The user's entries of a time, oldest first, page by page; `seq` is their order in the chain. */
export async function* auditSince(
  db: Kysely<Database>,
  userId: string,
  span: { readonly from?: string | undefined; readonly until?: string | undefined },
): AsyncGenerator<readonly ChainedAuditRow[]> {
  let after: AuditRow | undefined;
  for (;;) {
    let query = chainedEntries(db, userId).orderBy('audit.at').orderBy('audit.id').limit(EXPORT_PAGE);
    if (span.from !== undefined) query = query.where('audit.at', '>=', new Date(span.from));
    if (span.until !== undefined) query = query.where('audit.at', '<', new Date(span.until));
    if (after !== undefined) {
      const { at, id } = after;
      query = query.where((eb) => eb(eb.refTuple('audit.at', 'audit.id'), '>', eb.tuple(at, id)));
    }
    const rows = await query.execute();
    if (rows.length > 0) yield rows;
    after = rows.at(-1);
    if (after === undefined || rows.length < EXPORT_PAGE) return;
  }
}

function chainedEntries(db: Kysely<Database>, userId: string) {
  return db
    .selectFrom('audit')
    .innerJoin('auditChain', 'auditChain.auditId', 'audit.id')
    .selectAll('audit')
    .select(['auditChain.seq', 'auditChain.hash'])
    .where('audit.userId', '=', userId);
}
