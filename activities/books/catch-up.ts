import { latestReconciliation } from '../../db/queries/books/reconciliations.ts';
import { exposedOrders, ordersListed } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import type { BrokerOrder } from '../../domain/order.ts';
import { clientOrderId as readClientOrderId } from '../../domain/ordering/client-order-id.ts';
import type { BrokerDeps } from '../deps.ts';
import { settleOrder } from '../orders/settle-order.ts';
import { saysNothingNew, takeInOrder } from '../orders/take-in-order.ts';

/** The broker's list is read from a little before the moment up to which the books are known to agree. */
const MARGIN_MS = 5 * 60_000;

/**
 * Brings the ledger's orders up to the broker's: everything submitted since the last reconciliation, and every older
 * order that may still change the ledger. Gives the orders that changed. Nothing before the adoption of the books is
 * taken in.
 */
export async function catchUp(deps: BrokerDeps, account: BrokerAccountRow): Promise<readonly OrderRow[]> {
  if (account.adoptedAt === null) return [];
  return (await takeInOrders(deps, account, await recentBrokerOrders(deps, account))).changed;
}

/** The broker's orders since the books were last known to agree, one list. */
export async function recentBrokerOrders(
  deps: BrokerDeps,
  account: BrokerAccountRow,
): Promise<readonly BrokerOrder[]> {
  const adoptedAt = account.adoptedAt;
  if (adoptedAt === null) return [];
  const agreed = await latestReconciliation(deps.db, account.id);
  const sinceMs = Math.max((agreed?.brokerTime ?? adoptedAt).getTime() - MARGIN_MS, adoptedAt.getTime());
  return deps.brokerOf(account).orders({ status: 'all', after: new Date(sinceMs).toISOString() });
}

export interface OrdersTakenIn {
  readonly changed: readonly OrderRow[];
  readonly adopted: number;
}

/** Takes in the broker's list, and looks up one by one what the list is too short for. */
export async function takeInOrders(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  told: readonly BrokerOrder[],
): Promise<OrdersTakenIn> {
  const changed: OrderRow[] = [];
  let adopted = 0;
  const rows = await ordersListed(deps.db, account.id, told);
  const ours = new Map(rows.map((row) => [row.brokerOrderId, row]));
  for (const order of told) {
    const row = ours.get(order.brokerOrderId);
    if (row !== undefined && saysNothingNew(row, order)) continue;
    const taken = await takeInOrder(deps, account, order);
    if (taken.changed) changed.push(taken.order);
    if (taken.adopted) adopted += 1;
  }
  const listed = new Set(told.map(({ clientOrderId }) => clientOrderId));
  for (const row of await exposedOrders(deps.db, account.id)) {
    if (listed.has(row.clientOrderId) || row.brokerOrderId === null) continue;
    const found = await deps.brokerOf(account).orderByClientOrderId(readClientOrderId(row.clientOrderId));
    if (found === undefined) continue;
    const settled = await settleOrder(deps, account, row, found);
    if (settled.updatedAt.getTime() !== row.updatedAt.getTime()) changed.push(settled);
  }
  return { changed, adopted };
}
