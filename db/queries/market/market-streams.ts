import { type Kysely, sql, type Transaction } from 'kysely';
import type { EventPayload } from '../../../domain/events/event-kinds.ts';
import type { StaleReason } from '../../../domain/streaming/stream-doubt.ts';
import type { BrokerAccountRow, Database } from '../../schema.ts';
import { appendOutbox } from '../events/outbox.ts';
import { inTransaction } from '../in-transaction.ts';

/**
 * The account whose market stream brings this account's symbols: the oldest one with the same keys, because the broker
 * allows one connection a key.
 */
export async function marketStreamOf(
  db: Kysely<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'mode' | 'keyRef'>,
): Promise<string> {
  const oldest = await db
    .selectFrom('brokerAccounts')
    .select('id')
    .where('mode', '=', account.mode)
    .where('keyRef', '=', account.keyRef)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return oldest?.id ?? account.id;
}

export interface LookedAtStream {
  readonly symbols: readonly string[];
  readonly leftOut: readonly string[];
}

/** Leaves a sign of life of the follower with what it listens to. */
export async function keepMarketStream(
  db: Kysely<Database>,
  accountId: string,
  { symbols, leftOut }: LookedAtStream,
): Promise<void> {
  const values = { symbols: [...symbols], leftOut: [...leftOut], lookedAt: sql<Date>`now()` };
  await db
    .insertInto('marketStreams')
    .values({ accountId, ...values })
    .onConflict((conflict) => conflict.column('accountId').doUpdateSet(values))
    .execute();
}

/** Tells, once for each time, that the stream no longer brings what happens. */
export async function tellStreamStale(
  db: Kysely<Database>,
  accountId: string,
  reason: StaleReason,
): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const stale = await tx
      .updateTable('marketStreams')
      .set({ staleSince: sql<Date>`now()`, staleReason: reason })
      .where('accountId', '=', accountId)
      .where('staleSince', 'is', null)
      .returning('staleSince')
      .executeTakeFirst();
    if (stale === undefined) return false;
    await tellAll(tx, accountId, 'stale', { reason, since: stale.staleSince?.toISOString() ?? '' });
    return true;
  });
}

/** Tells, once for each time, that it does again. */
export async function tellStreamLive(db: Kysely<Database>, accountId: string): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const before = await tx
      .selectFrom('marketStreams')
      .select(['staleSince', 'staleReason'])
      .where('accountId', '=', accountId)
      .where('staleSince', 'is not', null)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) return false;
    await tx
      .updateTable('marketStreams')
      .set({ staleSince: null, staleReason: null })
      .where('accountId', '=', accountId)
      .execute();
    const { staleSince, staleReason: reason } = before;
    await tellAll(tx, accountId, 'live', { reason, since: staleSince?.toISOString() ?? '' });
    return true;
  });
}

/** Everybody whose account has these keys hears of it. */
async function tellAll(
  tx: Transaction<Database>,
  streamId: string,
  verb: 'stale' | 'live',
  payload: Omit<EventPayload<'market.stale'>, 'accountId'>,
): Promise<void> {
  for (const { id, userId } of await accountsOfStream(tx, streamId)) {
    await appendOutbox(tx, { userId, type: `market.${verb}`, payload: { accountId: id, ...payload } });
  }
}

/** The accounts with the keys of this one, which share its stream. */
export async function accountsOfStream(
  db: Kysely<Database>,
  streamId: string,
): Promise<readonly { readonly id: string; readonly userId: string }[]> {
  return await db
    .selectFrom('brokerAccounts as lead')
    .innerJoin('brokerAccounts as account', (join) =>
      join.onRef('account.mode', '=', 'lead.mode').onRef('account.keyRef', '=', 'lead.keyRef'),
    )
    .select(['account.id', 'account.userId'])
    .where('lead.id', '=', streamId)
    .orderBy('account.id')
    .execute();
}

/** Those of the accounts whose stream is stale, by account. */
export async function staleStreams(
  db: Kysely<Database>,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly since: Date; readonly reason: StaleReason }>> {
  const rows = await db
    .selectFrom('marketStreams as stream')
    .innerJoin('brokerAccounts as lead', 'lead.id', 'stream.accountId')
    .innerJoin('brokerAccounts as account', (join) =>
      join.onRef('account.mode', '=', 'lead.mode').onRef('account.keyRef', '=', 'lead.keyRef'),
    )
    .select(['account.id', 'stream.staleSince as since', 'stream.staleReason as reason'])
    .where('account.id', 'in', accountIds)
    .where('stream.staleSince', 'is not', null)
    .$narrowType<{ since: Date; reason: StaleReason }>()
    .execute();
  return new Map(rows.map(({ id, since, reason }) => [id, { since, reason }]));
}

/** Why the stream was last told to be stale, if it still is. */
export async function staleReasonOf(
  db: Kysely<Database>,
  accountId: string,
): Promise<StaleReason | undefined> {
  const row = await db
    .selectFrom('marketStreams')
    .select('staleReason')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row?.staleReason ?? undefined;
}

/** A market stream as its follower left it. */
export interface FollowedStream {
  readonly symbols: readonly string[];
  /** Whether its follower has given a sign of life lately. */
  readonly isFollowed: boolean;
  readonly staleSince: Date | null;
  readonly staleReason: StaleReason | null;
}

/** Undefined for a stream that nobody has followed yet. */
export async function followedStream(
  db: Kysely<Database>,
  accountId: string,
): Promise<FollowedStream | undefined> {
  return await db
    .selectFrom('marketStreams')
    .select(['symbols', 'staleSince', 'staleReason'])
    .select(sql<boolean>`looked_at > now() - interval '15 seconds'`.as('isFollowed'))
    .where('accountId', '=', accountId)
    .executeTakeFirst();
}
