import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database, OrderRow } from '../../schema.ts';
import { accountsOfUser, lockAccount } from '../accounts/broker-accounts.ts';
import { clearLatch, raiseLatches } from '../accounts/latches.ts';
import { touched } from '../touched.ts';
import { appendOrderEvent } from './order-events.ts';

/**
 * An open order that would open a position or make it larger. The legs of a group go with their parent; exits, which
 * protect what is held, are none.
 */
const IS_ENTRY = sql<boolean>`orders.is_exposed and orders.terminal_at is null and orders.source <> 'leg'
  and coalesce((select case orders.side when 'sell' then -p.qty else p.qty end from positions p
    where p.account_id = orders.account_id and p.symbol = orders.symbol), 0) >= 0`;

/** The account's open orders but for exits. */
export async function openEntries(db: Kysely<Database>, accountId: string): Promise<readonly OrderRow[]> {
  return await db
    .selectFrom('orders')
    .selectAll()
    .where('accountId', '=', accountId)
    .where(IS_ENTRY)
    .orderBy('createdAt')
    .orderBy('clientOrderId')
    .execute();
}

/**
 * Stops the entries of a user who may not trade any more: on each account a latch that stands for as long, and every
 * open entry marked as to be cancelled. Exits stay, at the broker and for the strategies: what is held may be sold.
 * Gives how many orders were not marked yet, by account.
 */
export async function stopEntries(
  tx: Transaction<Database>,
  user: { readonly id: string; readonly email: string },
  why: string,
): Promise<ReadonlyMap<string, number>> {
  const marked = new Map<string, number>();
  for (const { id } of await accountsOfUser(tx, user.id)) {
    const account = await lockAccount(tx, id);
    await raiseLatches(tx, account, [{ code: 'USER_MAY_NOT_TRADE', facts: { user: user.email, why } }]);
    marked.set(id, await noteEntryCancels(tx, id));
  }
  return marked;
}

/** The user may trade again: the latches of `stopEntries` are cleared, others stand. */
export async function letEntriesGoOn(
  tx: Transaction<Database>,
  userId: string,
  clearedBy: string,
): Promise<void> {
  for (const { id: accountId } of await accountsOfUser(tx, userId)) {
    await clearLatch(tx, { accountId, code: 'USER_MAY_NOT_TRADE', clearedBy });
  }
}

async function noteEntryCancels(tx: Transaction<Database>, accountId: string): Promise<number> {
  const rows = await tx
    .updateTable('orders')
    .set({ cancelRequestedAt: sql<Date>`now()`, updatedAt: touched })
    .where('accountId', '=', accountId)
    .where(IS_ENTRY)
    .where('cancelRequestedAt', 'is', null)
    .returning('clientOrderId')
    .execute();
  for (const { clientOrderId } of rows) {
    const data = { reason: 'the user may not trade any more' };
    await appendOrderEvent(tx, { clientOrderId, kind: 'cancel-requested', data });
  }
  return rows.length;
}
