import type { Book } from '../../world/world.ts';
import { type Decimal, exact } from '../decimal.ts';
import type { Order, OrderTicket, Side } from '../orders/order.ts';

/** The price that a marketable order of this side meets: the far side of the book. */
export function farSide(side: Side, book: Book): Decimal {
  return exact(side === 'buy' ? book.ask : book.bid);
}

/** True when `last` has reached the stop price: from below for a buy, from above for a sale. */
export function reachesStop(ticket: OrderTicket, last: number): boolean {
  if (ticket.stopPrice === null) return false;
  const stop = Number(ticket.stopPrice);
  return ticket.side === 'buy' ? stop <= last : stop >= last;
}

/** True for a stop order that still waits for its stop price. */
export function waitsForStop(order: Order): boolean {
  return order.ticket.stopPrice !== null && !order.triggered;
}

/** The price at which the order trades against `book` at once; undefined when it has to rest. */
export function matchPrice(order: Order, book: Book): Decimal | undefined {
  if (book.halted || waitsForStop(order)) return undefined;
  const price = farSide(order.ticket.side, book);
  return price.greaterThan(0) && withinLimit(order.ticket, price) ? price : undefined;
}

/** True when the order may trade at `price`. */
function withinLimit(ticket: OrderTicket, price: Decimal): boolean {
  if (ticket.limitPrice === null) return true;
  return ticket.side === 'buy'
    ? price.lessThanOrEqualTo(ticket.limitPrice)
    : price.greaterThanOrEqualTo(ticket.limitPrice);
}

/**
 * True when trades went through the limit between `low` and `high`: a resting order at that limit was reached.
 * Touching it is not enough, because others were there first. Prices have at most four decimals, which a double
 * compares exactly.
 */
export function tradedThrough(ticket: OrderTicket, low: number, high: number): boolean {
  if (ticket.limitPrice === null) return true;
  const limit = Number(ticket.limitPrice);
  return ticket.side === 'buy' ? limit > low : limit < high;
}
