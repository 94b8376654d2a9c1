import type { Bar } from '../../world/world.ts';
import { exact } from '../decimal.ts';
import { isForAuction, isWorking, type Order } from '../orders/order.ts';
import { limitOf, reachesStop, tradedThrough, trailTo, waitsForStop, withinLimit } from './marketability.ts';
import type { Matcher } from './matcher.ts';
import type { OrderEvents } from './order-events.ts';

export const MINUTE_MS = 60_000;

/** A whole minute of trading against one order that was in the book when it began. */
export function meetMinute(order: Order, bar: Bar, matcher: Matcher, events: OrderEvents): void {
  if (!isWorking(order) || isForAuction(order)) return;
  if (order.workingSince === undefined || order.workingSince > bar.t) return;
  const at = bar.t + MINUTE_MS;
  const buys = order.ticket.side === 'buy';
  const opened = exact(bar.o);
  if (waitsForStop(order)) {
    if (reachesStop(order, buys ? bar.h : bar.l)) {
      const stop = exact(order.stopPrice ?? 0);
      events.triggers(order, at);
      const gapped = buys ? stop.lessThan(opened) : stop.greaterThan(opened);
      const price = gapped ? opened : stop;
      if (order.ticket.limitPrice === null && withinLimit(order, price)) matcher.fillAt(order, price, at);
      return;
    }
    // The best price of a minute counts from the next one: what came first within it is not known.
    const trailed = trailTo(order, buys ? bar.l : bar.h);
    if (trailed) events.trails(order, trailed.hwm, trailed.stopPrice, at);
    return;
  }
  if (!tradedThrough(order, bar.l, bar.h)) return;
  const limit = limitOf(order) ?? opened;
  const better = buys ? opened.lessThan(limit) : opened.greaterThan(limit);
  matcher.fillAt(order, better ? opened : limit, at);
}
