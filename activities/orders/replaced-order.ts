import { orderByBrokerOrderId } from '../../db/queries/orders/orders.ts';
import type { OrderRow } from '../../db/schema.ts';
import type { OrderChanges } from '../../domain/order.ts';
import { clientOrderId as readClientOrderId } from '../../domain/ordering/client-order-id.ts';
import type { Original } from '../../domain/ordering/replacement-protocol.ts';
import type { BrokerDeps } from '../deps.ts';
import { ledgerOrder } from './ledger-order.ts';
import { accountOf } from './settle-order.ts';

/** What a replacement is sent with: the order it replaces, and the changes that were approved. */
export async function replacesOf(
  deps: BrokerDeps,
  replacement: OrderRow,
  originalId: string,
): Promise<{ readonly brokerOrderId: string; readonly changes: OrderChanges }> {
  const { brokerOrderId } = await ledgerOrder(deps, originalId);
  const changes = replacement.approval?.changes;
  if (brokerOrderId === null || changes === undefined) {
    throw new Error(`${replacement.clientOrderId} replaces ${originalId}, which the broker never had`);
  }
  return { brokerOrderId, changes };
}

/** How the broker shows the order that this one is to replace. @throws SourceOutage */
export async function lookUpOriginal(deps: BrokerDeps, replacement: OrderRow): Promise<Original> {
  const { clientOrderId, replaces } = replacement;
  if (replaces === null) throw new Error(`${clientOrderId} replaces nothing`);
  const account = await accountOf(deps, replacement);
  const order = await deps.brokerOf(account).orderByClientOrderId(readClientOrderId(replaces));
  if (order === undefined) return { kind: 'not-found' };
  const { replacedBy } = order;
  const successor =
    replacedBy === undefined ? undefined : await orderByBrokerOrderId(deps.db, account.id, replacedBy);
  const isAnothersPlace = successor !== undefined && successor.clientOrderId !== clientOrderId;
  return { kind: 'found', order, isAnothersPlace };
}
