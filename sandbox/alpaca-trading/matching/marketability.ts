import type { Book } from '../../world/world.ts';
import { type Decimal, exact } from '../decimal.ts';
import { isForAuction, type Order, type Side, trailedStop } from '../orders/order.ts';

/** The price that a marketable order of this side meets: the far side of the book. */
export function farSide(side: Side, book: Book): Decimal {
  return exact(side === 'buy' ? book.ask : book.bid);
}

/** True when `last` has reached the stop price: from below for a buy, from above for a sale. */
export function reachesStop(order: Order, last: number): boolean {
  if (order.stopPrice === null) return false;
  const stop = Number(order.stopPrice);
  return order.ticket.side === 'buy' ? stop <= last : stop >= last;
}

/** True for a stop order that still waits for its stop price. */
export function waitsForStop(order: Order): boolean {
  return order.stopPrice !== null && !order.triggered;
}

/** Where a trailing stop stands when the market trades at `last`; undefined when that moves nothing. */
export function trailTo(
  order: Order,
  last: number,
): { readonly hwm: Decimal; readonly stopPrice: Decimal } | undefined {
  if (order.hwm === null || order.triggered) return undefined;
  const hwm = exact(last);
  const better = order.ticket.side === 'sell' ? hwm.greaterThan(order.hwm) : hwm.lessThan(order.hwm);
  return better ? { hwm, stopPrice: trailedStop(order.ticket, hwm) } : undefined;
}

/** The price at which the order trades against `book` at once; undefined when it has to rest. */
export function matchPrice(order: Order, book: Book): Decimal | undefined {
  if (book.halted || waitsForStop(order) || isForAuction(order)) return undefined;
  const price = farSide(order.ticket.side, book);
  return price.greaterThan(0) && withinLimit(order, price) ? price : undefined;
}

/**
 * The worst price that the order may trade at; undefined for any. Alpaca turns a buy stop into a stop-limit, 4%
 * above a stop price below 50 dollars and 2.5% above any other.
 */
export function limitOf({ ticket, stopPrice }: Order): Decimal | undefined {
  if (ticket.limitPrice !== null) return exact(ticket.limitPrice);
  if (ticket.side === 'sell' || stopPrice === null) return undefined;
  const stop = exact(stopPrice);
  const limit = stop.times(stop.lessThan(50) ? '1.04' : '1.025');
  return limit.toDecimalPlaces(limit.lessThan(1) ? 4 : 2);
}

/** True when the order may trade at `price`. */
export function withinLimit(order: Order, price: Decimal): boolean {
  const limit = limitOf(order);
  if (!limit) return true;
  return order.ticket.side === 'buy' ? price.lessThanOrEqualTo(limit) : price.greaterThanOrEqualTo(limit);
}

/**
 * True when trades went through the limit between `low` and `high`: a resting order at that limit was reached.
 * Touching it is not enough, because others were there first. Prices have at most four decimals, which a double
 * compares exactly.
 */
export function tradedThrough(order: Order, low: number, high: number): boolean {
  const limit = limitOf(order);
  if (!limit) return true;
  return order.ticket.side === 'buy' ? limit.greaterThan(low) : limit.lessThan(high);
}
