import type { Context } from 'hono';
import type { Kysely } from 'kysely';
import { appendAudit } from '../db/queries/audit.ts';
import type { Database } from '../db/schema.ts';
import type { ApiEnv } from './api-app.ts';
import { originOf } from './audit-origin.ts';

/** Writes who changed what, by which request; call it in the transaction of the change. */
export async function recordChange(
  tx: Kysely<Database>,
  c: Context<ApiEnv>,
  change: {
    readonly action: string;
    readonly target: string;
    readonly data?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const user = c.get('user');
  await appendAudit(tx, {
    userId: user.id,
    actor: user.email,
    result: 'done',
    ...originOf(c),
    ...change,
  });
}
