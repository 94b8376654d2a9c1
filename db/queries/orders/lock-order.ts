import type { Transaction } from 'kysely';
import type { BrokerAccountRow, Database, OrderRow } from '../../schema.ts';
import { lockAccount } from '../accounts/broker-accounts.ts';

/** What an account's books begin with. */
export type LockedBooks = Pick<BrokerAccountRow, 'id' | 'userId' | 'cash' | 'adoptedAt'>;

/**
 * Locks an order for a change that risk counts: its account's row first, then its own, always in this order.
 * Undefined when the account has no such order. With `brokerOrderId`, an order that the broker knows
 * by that id comes before one of that client order id.
 */
export async function lockOrder(
  tx: Transaction<Database>,
  which: { readonly accountId: string; readonly clientOrderId: string; readonly brokerOrderId?: string },
): Promise<{ readonly account: LockedBooks; readonly order: OrderRow | undefined }> {
  const { accountId, clientOrderId, brokerOrderId } = which;
  if (brokerOrderId === undefined) {
    const locked = await lockBoth(tx, accountId, clientOrderId);
    if (locked !== undefined) return locked;
  }
  // What the account's lock has waited for may have made or named the order: it is looked for after that.
  const account = await lockAccount(tx, accountId);
  const order = await tx
    .selectFrom('orders')
    .selectAll()
    .where('accountId', '=', accountId)
    .where((eb) =>
      brokerOrderId === undefined
        ? eb('clientOrderId', '=', clientOrderId)
        : eb.or([eb('brokerOrderId', '=', brokerOrderId), eb('clientOrderId', '=', clientOrderId)]),
    )
    .orderBy((eb) => eb('clientOrderId', '=', clientOrderId))
    .limit(1)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return { account, order };
}

/** Both rows in one statement, as they are once both are locked; an order has one client order id for ever. */
async function lockBoth(
  tx: Transaction<Database>,
  accountId: string,
  clientOrderId: string,
): Promise<{ readonly account: LockedBooks; readonly order: OrderRow } | undefined> {
  const locked = await tx
    .selectFrom('brokerAccounts')
    .innerJoin('orders', 'orders.accountId', 'brokerAccounts.id')
    .selectAll('orders')
    .select([
      'brokerAccounts.userId as booksUserId',
      'brokerAccounts.cash as booksCash',
      'brokerAccounts.adoptedAt as booksAdoptedAt',
    ])
    .where('brokerAccounts.id', '=', accountId)
    .where('orders.clientOrderId', '=', clientOrderId)
    .forNoKeyUpdate('brokerAccounts')
    .forNoKeyUpdate('orders')
    .executeTakeFirst();
  if (locked === undefined) return undefined;
  const { booksUserId: userId, booksCash: cash, booksAdoptedAt: adoptedAt, ...order } = locked;
  return { account: { id: accountId, userId, cash, adoptedAt }, order };
}
