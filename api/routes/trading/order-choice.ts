import type { Kysely } from 'kysely';
import { accountsOfUser } from '../../../db/queries/accounts/broker-accounts.ts';
import { orderByBrokerOrderId, orderOfUser } from '../../../db/queries/orders/orders.ts';
import type { Database, OrderRow } from '../../../db/schema.ts';
import { problem } from '../../problem-error.ts';

/** The user's order with this client order id or, failing that, this id of the broker. @throws ORDER_NOT_FOUND */
export async function chooseOrder(db: Kysely<Database>, userId: string, id: string): Promise<OrderRow> {
  const own = await orderOfUser(db, userId, id);
  if (own !== undefined) return own;
  for (const account of await accountsOfUser(db, userId)) {
    const order = await orderByBrokerOrderId(db, account.id, id);
    if (order !== undefined) return order;
  }
  throw problem('ORDER_NOT_FOUND', `You have no order ${id}.`);
}
