import type { Transaction } from 'kysely';
import type { BrokerAccountRow, Database, OrderRow } from '../schema.ts';
import { lockAccount } from './broker-accounts.ts';

/**
 * Locks an order for a change that risk counts: its account's row first, then its own, always in this order.
 * Undefined when the account has no such order. With `brokerOrderId`, an order known by that id alone is found too.
 */
export async function lockOrder(
  tx: Transaction<Database>,
  which: { readonly accountId: string; readonly clientOrderId: string; readonly brokerOrderId?: string },
): Promise<{ readonly account: BrokerAccountRow; readonly order: OrderRow | undefined }> {
  const { accountId, clientOrderId, brokerOrderId } = which;
  const account = await lockAccount(tx, accountId);
  const orders = tx.selectFrom('orders').selectAll().where('accountId', '=', accountId).forNoKeyUpdate();
  const byBrokerId =
    brokerOrderId === undefined
      ? undefined
      : await orders.where('brokerOrderId', '=', brokerOrderId).executeTakeFirst();
  const order = byBrokerId ?? (await orders.where('clientOrderId', '=', clientOrderId).executeTakeFirst());
  return { account, order };
}
