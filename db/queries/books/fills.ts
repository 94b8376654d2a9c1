import type { Kysely } from 'kysely';
import { decodeCursor, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database, FillRow } from '../../schema.ts';

export { bookExecution } from './book-execution.ts';
export { correctFills } from './correct-fills.ts';
export { bustsOfOrder, fillsOfOrder } from './fill-rows.ts';
export { markPositions, positionsOfAccount, positionsOfUser } from './positions.ts';

/** The user's executions, newest first. */
export async function fillsOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest & {
    readonly symbol?: string | undefined;
    readonly accountId?: string | undefined;
    readonly clientOrderId?: string | undefined;
    /** Of those executed from here on, and before there. */
    readonly from?: string | undefined;
    readonly until?: string | undefined;
  },
): Promise<Page<FillRow>> {
  const { limit, cursor, symbol, accountId, clientOrderId, from, until } = request;
  if (accountId !== undefined && !isUuid(accountId)) return { items: [], nextCursor: null };
  let query = db
    .selectFrom('fills')
    .selectAll()
    .where('userId', '=', userId)
    .orderBy('executedAt', 'desc')
    .orderBy('accountId', 'desc')
    .orderBy('executionId', 'desc')
    .limit(limit + 1);
  if (symbol !== undefined) query = query.where('symbol', '=', symbol);
  if (accountId !== undefined) query = query.where('accountId', '=', accountId);
  if (clientOrderId !== undefined) query = query.where('clientOrderId', '=', clientOrderId);
  if (from !== undefined) query = query.where('executedAt', '>=', new Date(from));
  if (until !== undefined) query = query.where('executedAt', '<', new Date(until));
  if (cursor !== undefined) {
    const [executedAt, accountId, executionId] = decodeCursor(cursor, ['time', 'uuid', 'text']);
    query = query.where((eb) =>
      eb(
        eb.refTuple('executedAt', 'accountId', 'executionId'),
        '<',
        eb.tuple(new Date(executedAt), accountId, executionId),
      ),
    );
  }
  return toPage(await query.execute(), limit, (row) => [row.executedAt, row.accountId, row.executionId]);
}

/** The account's executions at or after `since`, oldest first. */
export async function fillsSince(
  db: Kysely<Database>,
  accountId: string,
  since: Date | string,
): Promise<readonly FillRow[]> {
  return await db
    .selectFrom('fills')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('executedAt', '>=', new Date(since))
    .orderBy('executedAt')
    .orderBy('executionId')
    .execute();
}

/** The account's executions that were booked at or after `since`, in the order in which they happened. */
export async function fillsBookedSince(
  db: Kysely<Database>,
  accountId: string,
  since: Date,
): Promise<readonly FillRow[]> {
  return await db
    .selectFrom('fills')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('bookedAt', '>=', since)
    .orderBy('executedAt')
    .orderBy('clientOrderId')
    .orderBy('cumulativeQty')
    .execute();
}

/** When the ledger last booked an execution of the account, by the database's clock; undefined before the first. */
export async function latestFillAt(db: Kysely<Database>, accountId: string): Promise<Date | undefined> {
  const latest = await db
    .selectFrom('fills')
    .select('bookedAt')
    .where('accountId', '=', accountId)
    .orderBy('bookedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return latest?.bookedAt;
}
