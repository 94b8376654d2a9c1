import type { Transaction } from 'kysely';
import type { BrokerAccountRow, Database, OrderRow } from '../schema.ts';
import { lockAccount } from './broker-accounts.ts';

/**
 * Locks an order for a change that risk counts: its account's row first, then its own, always in this order.
 * Undefined when the account has no such order. With `brokerOrderId`, an order that the broker knows
 * by that id comes before one of that client order id.
 */
export async function lockOrder(
  tx: Transaction<Database>,
  which: { readonly accountId: string; readonly clientOrderId: string; readonly brokerOrderId?: string },
): Promise<{ readonly account: BrokerAccountRow; readonly order: OrderRow | undefined }> {
  const { accountId, clientOrderId, brokerOrderId } = which;
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
