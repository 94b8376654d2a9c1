import type { Exchange } from '../exchange.ts';
import { type Refusal, unprocessable } from '../refusal.ts';
import { isOpen, type Order } from './order.ts';

/**
 * Asks the exchange to cancel an open order, which may fill before that arrives; one that has not left for the
 * exchange is canceled at once. Asking again for a canceled one is no error, any other ended order is.
 */
export function cancelOrder(exchange: Exchange, order: Order): Refusal | undefined {
  const { events, clock, ledger } = exchange;
  if (order.status === 'canceled') return undefined;
  if (!isOpen(order)) return unprocessable(`order is already in "${order.status}" state`);
  if (order.status === 'pending_cancel') return unprocessable('order pending cancel');
  if (order.status === 'pending_replace') return unprocessable('order pending replace');
  const { replaces } = order.ticket;
  const waits = replaces !== null && ledger.replacementOf(replaces) === order;
  if (waits || order.status === 'accepted' || order.status === 'held') {
    events.ends(order, 'canceled', clock.now());
    return undefined;
  }
  events.asksToCancel(order, clock.now());
  exchange.routeChange(order);
  return undefined;
}
