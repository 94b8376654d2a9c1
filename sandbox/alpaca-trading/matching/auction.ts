import type { Market } from '../../world/world.ts';
import { exact } from '../decimal.ts';
import { isWorking, type Order, remainingQty } from '../orders/order.ts';
import { withinLimit } from './marketability.ts';
import type { OrderEvents } from './order-events.ts';

/** One auction for one order: all of it at the auction's price, the last trade at `at`, or it is canceled. */
export function meetAuction(order: Order, market: Market, events: OrderEvents, at: number): void {
  if (!isWorking(order)) return;
  const book = market.book(order.ticket.symbol, at);
  const price = book && !book.halted ? exact(book.last) : undefined;
  if (price && withinLimit(order, price)) events.executes(order, remainingQty(order, price), price, true, at);
  else events.ends(order, 'canceled', at);
}
