import type { OrderRow } from './schema.ts';

/**
 * Whether the quantity of an order is the broker's word: it takes off a replacement what its original still filled, and
 * off one exit what the other has. Any other order is what was approved.
 */
export function followsBroker(order: Pick<OrderRow, 'replaces' | 'source'>): boolean {
  return order.replaces !== null || order.source === 'leg';
}
