import type { Kysely } from 'kysely';
import { decodeCursor, type Page, type PageRequest, toPage } from '../page.ts';
import type { AuditRow, Database } from '../schema.ts';

export interface AuditEntry {
  /** Null for what happened without a known user. */
  readonly userId: string | null;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly result: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | null;
}

/** Adds an entry; in the transaction of the change it tells of. */
export async function appendAudit(db: Kysely<Database>, entry: AuditEntry): Promise<void> {
  const { userId, actor, action, target, result, data = {}, requestId = null } = entry;
  await db
    .insertInto('audit')
    .values({ userId, actor, action, target, result, data: JSON.stringify(data), requestId })
    .execute();
}

/** The user's entries, newest first. */
export async function auditOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest,
): Promise<Page<AuditRow>> {
  let query = db
    .selectFrom('audit')
    .selectAll()
    .where('userId', '=', userId)
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) {
    const [id] = decodeCursor(request.cursor, ['serial']);
    query = query.where('id', '<', id);
  }
  return toPage(await query.execute(), request.limit, (row) => [row.id]);
}
