import { type Kysely, sql, type Transaction } from 'kysely';
import { type DomainEvent, EVENT_KINDS } from '../../../domain/events/event-kinds.ts';
import type { Database, OutboxRow } from '../../schema.ts';

/** An event, and whose it is. */
export type OutboxEntry = DomainEvent & { readonly userId: string };

/**
 * Adds an event under `alphaflow.<user>.<noun>.<verb>`, in the transaction of the change it tells of. Ids grow in the
 * order of commits for one account, because its changes happen under the lock of its row.
 */
export async function appendOutbox(tx: Kysely<Database>, entry: OutboxEntry): Promise<void> {
  await tx.insertInto('outbox').values(outboxRow(entry)).execute();
}

export function outboxRow({ userId, type, payload }: OutboxEntry) {
  const { version } = EVENT_KINDS[type];
  return { userId, subject: `alphaflow.${userId}.${type}`, version, payload: JSON.stringify(payload) };
}

/** Whose events are carried, and how far the stream has got. */
export interface Carrier {
  readonly installation: string;
  /** The highest place in the stream that the outbox knows of; 0 before the first event. */
  readonly lastPlace: number;
}

/**
 * The right to carry events, for the length of this transaction: one carrier at a time, so that they leave in order.
 * Undefined while another process has it. Where one has just let go of it, `lastPlace` may be from a moment before: the
 * stream refuses what does not follow its own last place, and is looked at again.
 */
export async function becomeCarrier(tx: Transaction<Database>): Promise<Carrier | undefined> {
  const row = await tx
    .selectFrom('eventStream')
    .select('installation')
    .select(highestPlace(tx).as('lastPlace'))
    .forUpdate('eventStream')
    .skipLocked()
    .executeTakeFirst();
  return row && { installation: row.installation, lastPlace: Number(row.lastPlace ?? 0) };
}

/** The oldest events not yet published, in order. */
export async function unpublishedEvents(db: Kysely<Database>, limit: number): Promise<readonly OutboxRow[]> {
  return await db
    .selectFrom('outbox')
    .selectAll()
    .where('publishedAt', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Keeps which place in the stream each of these has. */
export async function markPublished(
  tx: Kysely<Database>,
  placed: readonly { readonly id: string; readonly seq: number }[],
): Promise<void> {
  if (placed.length === 0) return;
  const ids = placed.map(({ id }) => id);
  const seqs = placed.map(({ seq }) => String(seq));
  await sql`update outbox set published_at = now(), stream_seq = placed.seq
    from unnest(${ids}::bigint[], ${seqs}::bigint[]) as placed (id, seq)
    where outbox.id = placed.id`.execute(tx);
}

/** The highest place in the stream that the outbox knows of; 0 before the first event. */
export async function lastPlace(db: Kysely<Database>): Promise<number> {
  const row = await highestPlace(db).executeTakeFirst();
  return Number(row?.streamSeq ?? 0);
}

function highestPlace(db: Kysely<Database>) {
  return db
    .selectFrom('outbox')
    .select('streamSeq')
    .where('streamSeq', 'is not', null)
    .orderBy('streamSeq', 'desc')
    .limit(1);
}

/** Published events after a place in the stream, in the stream's order. */
export async function publishedAfter(
  db: Kysely<Database>,
  seq: number,
  limit: number,
): Promise<readonly OutboxRow[]> {
  return await db
    .selectFrom('outbox')
    .selectAll()
    .where('streamSeq', '>', String(seq))
    .orderBy('streamSeq')
    .limit(limit)
    .execute();
}
