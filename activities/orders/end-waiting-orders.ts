import { inTransaction } from '../../db/queries/in-transaction.ts';
import { lockOrder } from '../../db/queries/orders/lock-order.ts';
import { exposedOrders, requestCancel } from '../../db/queries/orders/orders.ts';
import type { OrderRow } from '../../db/schema.ts';
import type { LedgerDeps, OrderNews } from '../deps.ts';
import { endWaiting } from './settle-approval.ts';

/**
 * Ends every order of the account that waits for a person and that `which` names. Its workflow is told first: whatever
 * dies in between, either of the two finds the wish to cancel in the ledger and ends the order.
 */
export async function endWaitingOrders(
  { db, now, tellOrder }: LedgerDeps & OrderNews,
  accountId: string,
  which: (order: OrderRow) => boolean = () => true,
): Promise<void> {
  for (const order of await exposedOrders(db, accountId)) {
    const { clientOrderId, status, filledQty } = order;
    if (status !== 'awaiting_approval' || !which(order)) continue;
    await requestCancel(db, clientOrderId);
    await tellOrder(clientOrderId, { status, filledQty });
    await inTransaction(db, async (tx) => {
      const { order: locked } = await lockOrder(tx, { accountId, clientOrderId });
      if (locked?.status === 'awaiting_approval') await endWaiting(tx, locked, now());
    });
  }
}
