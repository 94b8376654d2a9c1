import { type Kysely, sql, type Transaction } from 'kysely';
import type { TradingState } from '../../../domain/risk/trading-state.ts';
import { isUuid } from '../../page.ts';
import type { BrokerAccountRow, Database } from '../../schema.ts';
import { appendOutbox } from '../events/outbox.ts';
import { appendOrderEvent } from '../orders/order-events.ts';
import { touched } from '../touched.ts';
import { lockAccount } from './broker-accounts.ts';

/**
 * Halts the account: no order is approved from here on, and every order that may still be sent or filled is marked as
 * to be cancelled. Gives the account as it was; halting twice changes nothing more.
 */
export async function haltAccount(
  tx: Transaction<Database>,
  accountId: string,
  reason: string,
): Promise<BrokerAccountRow> {
  const before = await lockAccount(tx, accountId);
  await noteCancels(tx, accountId);
  if (before.tradingState === 'halted') return before;
  await tx
    .updateTable('brokerAccounts')
    .set({ tradingState: 'halted' })
    .where('id', '=', accountId)
    .execute();
  await appendOutbox(tx, {
    userId: before.userId,
    type: 'account.halted',
    payload: { accountId, reason, from: before.tradingState },
  });
  return before;
}

/**
 * Lets the account trade again, or only reduce. Its row is locked already, and `from` was read from it. Gives false, and
 * changes nothing, when the user has no such account.
 */
export async function setTradingState(
  tx: Transaction<Database>,
  change: {
    readonly userId: string;
    readonly accountId: string;
    readonly from: TradingState;
    readonly to: Exclude<TradingState, 'halted'>;
    readonly setBy: string;
  },
): Promise<boolean> {
  const { userId, accountId, from, to, setBy } = change;
  if (!isUuid(accountId)) return false;
  const { numUpdatedRows } = await tx
    .updateTable('brokerAccounts')
    .set({ tradingState: to })
    .where('id', '=', accountId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  if (from !== to) {
    const payload = { accountId, from, to, setBy };
    await appendOutbox(tx, { userId, type: 'account.trading-state-set', payload });
  }
  return true;
}

/**
 * Marks every order of the account that has not ended as to be cancelled: one that was not sent stays unsent, and one
 * whose outcome is not known yet is cancelled once the broker shows it. Gives how many were not marked yet.
 */
export async function noteCancels(tx: Transaction<Database>, accountId: string): Promise<number> {
  const marked = await tx
    .updateTable('orders')
    .set({ cancelRequestedAt: sql<Date>`now()`, updatedAt: touched })
    .where('accountId', '=', accountId)
    .where(sql<boolean>`is_exposed`)
    .where('terminalAt', 'is', null)
    .where('cancelRequestedAt', 'is', null)
    .returning('clientOrderId')
    .execute();
  for (const { clientOrderId } of marked) {
    await appendOrderEvent(tx, { clientOrderId, kind: 'cancel-requested', data: { reason: 'halted' } });
  }
  return marked.length;
}

/** Notes that our side has suspended the account at the broker. */
export async function markSuspended(db: Kysely<Database>, accountId: string): Promise<void> {
  await db
    .updateTable('brokerAccounts')
    .set({ suspendedAt: sql<Date>`coalesce(suspended_at, now())` })
    .where('id', '=', accountId)
    .execute();
}

/** Notes that our side has lifted the suspension, `at` our own clock after the broker had answered. */
export async function markSuspensionLifted(db: Kysely<Database>, accountId: string, at: Date): Promise<void> {
  await db
    .updateTable('brokerAccounts')
    .set({ suspendedAt: null, suspensionLiftedAt: at })
    .where('id', '=', accountId)
    .execute();
}

/** Accounts that are halted, or suspended at the broker by us: their halts are carried out, or lifted. */
export async function accountsToHaltOrLift(
  db: Kysely<Database>,
): Promise<readonly Pick<BrokerAccountRow, 'id' | 'name' | 'mode'>[]> {
  return await db
    .selectFrom('brokerAccounts')
    .select(['id', 'name', 'mode'])
    .where((eb) => eb.or([eb('tradingState', '=', 'halted'), eb('suspendedAt', 'is not', null)]))
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
}
