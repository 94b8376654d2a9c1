import type { Context } from 'hono';
import type { Kysely } from 'kysely';
import { type AuditEntry, appendAudit } from '../db/queries/audit/audit.ts';
import type { Database } from '../db/schema.ts';
import type { ApiEnv } from './api-app.ts';
import { originOf } from './audit-origin.ts';

interface Change {
  readonly action: string;
  readonly target: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Writes who changed what, by which request; call it in the transaction of the change. */
export async function recordChange(tx: Kysely<Database>, c: Context<ApiEnv>, change: Change): Promise<void> {
  await appendAudit(tx, entryOf(c, c.get('user').id, change));
}

/** The same of what somebody did to a user: in the log of both. */
export async function recordChangeOf(
  tx: Kysely<Database>,
  c: Context<ApiEnv>,
  userId: string,
  change: Change,
): Promise<void> {
  await recordChange(tx, c, change);
  if (userId !== c.get('user').id) await appendAudit(tx, entryOf(c, userId, change));
}

function entryOf(c: Context<ApiEnv>, userId: string, change: Change): AuditEntry {
  return { userId, actor: c.get('user').email, result: 'done', ...originOf(c), ...change };
}
