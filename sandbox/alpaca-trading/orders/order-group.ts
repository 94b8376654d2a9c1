import type { Ledger } from '../ledger/ledger.ts';
import { isParent, type Order } from './order.ts';

/** The legs that stand under a parent, as they stand last; undefined for an order that has none. */
export function legsOf(order: Order, ledger: Ledger): readonly Order[] | undefined {
  const { group } = order.ticket;
  if (!group || !isParent(order.ticket)) return undefined;
  return ledger
    .group(group.id)
    .filter(({ ticket, status }) => !isParent(ticket) && status !== 'replaced' && status !== 'rejected');
}

/** The order that a leg was accepted with; undefined for an order that is no leg. */
export function parentOf(order: Order, ledger: Ledger): Order | undefined {
  const { group } = order.ticket;
  if (!group || isParent(order.ticket)) return undefined;
  return ledger.group(group.id).find(({ ticket }) => isParent(ticket));
}
