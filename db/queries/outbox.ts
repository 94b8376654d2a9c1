import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database, OutboxRow } from '../schema.ts';

export interface OutboxEntry {
  readonly userId: string;
  readonly noun: string;
  readonly verb: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Adds an event under `alphaflow.<user>.<noun>.<verb>`, in the transaction of the change it tells of. Ids grow in the
 * order of commits for one account, because its changes happen under the lock of its row.
 */
export async function appendOutbox(tx: Kysely<Database>, entry: OutboxEntry): Promise<void> {
  await tx.insertInto('outbox').values(outboxRow(entry)).execute();
}

export function outboxRow({ userId, noun, verb, payload }: OutboxEntry) {
  return { userId, subject: `alphaflow.${userId}.${noun}.${verb}`, payload: JSON.stringify(payload) };
}

/** The oldest events not yet published, in order, held by this transaction; another relay passes them over. */
export async function claimUnpublished(
  tx: Transaction<Database>,
  limit: number,
): Promise<readonly OutboxRow[]> {
  return await tx
    .selectFrom('outbox')
    .selectAll()
    .where('publishedAt', 'is', null)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

export async function markPublished(tx: Kysely<Database>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable('outbox').set({ publishedAt: sql<Date>`now()` }).where('id', 'in', ids).execute();
}
