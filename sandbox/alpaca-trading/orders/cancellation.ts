import type { Exchange } from '../exchange.ts';
import { type Refusal, unprocessable } from '../refusal.ts';
import { isOpen, type Order } from './order.ts';

/** Cancels an open order; asking again for a canceled one is no error, any other ended order is. */
export function cancelOrder(exchange: Exchange, order: Order): Refusal | undefined {
  if (order.status === 'canceled') return undefined;
  if (!isOpen(order)) return unprocessable(`order is already in "${order.status}" state`);
  exchange.events.ends(order, 'canceled', exchange.clock.now());
  return undefined;
}
