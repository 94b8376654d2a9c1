import { bustsOfOrder, correctFills, fillsOfOrder } from '../../db/queries/books/fills.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import { decimal } from '../../domain/money.ts';
import type { BrokerOrder } from '../../domain/order.ts';
import { clientOrderId as readClientOrderId } from '../../domain/ordering/client-order-id.ts';
import { correctionsOf } from '../../domain/reconciling/standing-executions.ts';
import type { BrokerDeps } from '../deps.ts';
import { bookedOf, executionsOfOrder } from '../orders/executions-of-order.ts';
import { ledgerOrder } from '../orders/ledger-order.ts';

/**
 * Asks the broker for an order and for its executions, and makes the ledger's fills those: what was taken back goes,
 * what stands in its place comes. The ledger is read first, so that what it books in the meantime is not mistaken for
 * something that the broker has not got. Undefined when nothing was to be changed, or could be proved. `inDoubt`:
 * there is reason to, however old the word.
 */
export async function recheckFills(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  clientOrderId: string,
  told: BrokerOrder,
  { inDoubt }: { readonly inDoubt: boolean },
): Promise<OrderRow | undefined> {
  const compared = await ledgerOrder(deps, clientOrderId);
  const fills = await fillsOfOrder(deps.db, clientOrderId);
  // An old word, overtaken by what is booked, is no contradiction.
  const isOld = fills.some(({ executedAt }) => executedAt.getTime() > Date.parse(told.updatedAt));
  if (isOld && !inDoubt) return undefined;
  const found = await deps.brokerOf(account).orderByClientOrderId(readClientOrderId(told.clientOrderId));
  if (found === undefined || found.brokerOrderId !== told.brokerOrderId) return undefined;
  // More than the order is for cannot be explained, and shows as a difference.
  if (found.qty !== undefined && decimal(found.filledQty).gt(found.qty)) return undefined;
  const busts = await bustsOfOrder(deps.db, clientOrderId);
  const listed = (await executionsOfOrder(deps, account, found)).filter((one) => !busts.has(one.executionId));
  const corrections = correctionsOf({ booked: fills.map(bookedOf), listed, told: found });
  if (corrections === undefined) return undefined;
  return correctFills(deps.db, {
    accountId: account.id,
    clientOrderId,
    takenBack: corrections.takenBack.map((executionId) => ({ executionId })),
    executions: corrections.missing,
    knownFrom: 'rest',
    at: found.updatedAt,
    settled: { told: found, compared },
  });
}
