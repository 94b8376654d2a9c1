import { newYorkDate } from '../../world/new-york.ts';
import type { Bar, Market, Session } from '../../world/world.ts';
import { exact } from '../decimal.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isWorking, type Order } from '../orders/order.ts';
import { reachesStop, tradedThrough, waitsForStop } from './marketability.ts';
import type { Matcher } from './matcher.ts';
import type { OrderEvents } from './order-events.ts';

const MINUTE_MS = 60_000;

/**
 * Lives through the simulated time in (from, to]: queued orders reach the book at an open, resting orders meet the
 * minutes that pass, and orders expire at a close.
 */
export function createSessionSteps(deps: {
  readonly market: Market;
  readonly ledger: Ledger;
  readonly matcher: Matcher;
  readonly events: OrderEvents;
}): (from: number, to: number) => void {
  const { market, ledger, matcher, events } = deps;

  const open = (session: Session): void => {
    for (const order of ledger.openOrders()) {
      if (order.status === 'accepted' || order.status === 'pending_new') events.works(order, session.open);
      matcher.fillAll(order, session.open);
    }
  };

  const close = (session: Session): void => {
    for (const order of ledger.openOrders()) {
      if (order.ticket.expiresAt <= session.close) events.ends(order, 'expired', session.close);
    }
  };

  const minutes = (from: number, to: number): void => {
    const working = Map.groupBy(ledger.openOrders().filter(isWorking), ({ ticket }) => ticket.symbol);
    const start = Math.floor(from / MINUTE_MS) * MINUTE_MS;
    const passed = [...working].flatMap(([symbol, orders]) => {
      if (market.pins().has(symbol)) return [];
      return market
        .bars(symbol, { amount: 1, unit: 'Min' }, start, to, to)
        .filter((bar) => bar.t + MINUTE_MS > from && bar.t + MINUTE_MS <= to && bar.v > 0)
        .map((bar) => ({ orders, bar }));
    });
    passed.sort((a, b) => a.bar.t - b.bar.t);
    for (const { orders, bar } of passed) {
      for (const order of orders) if (isWorking(order)) meetMinute(order, bar);
    }
  };

  /** A whole minute of trading against one order that was in the book when it began. */
  const meetMinute = (order: Order, bar: Bar): void => {
    const { ticket } = order;
    const at = bar.t + MINUTE_MS;
    if (order.workingSince === undefined || order.workingSince > bar.t) return;
    const buys = ticket.side === 'buy';
    if (waitsForStop(order)) {
      if (!reachesStop(ticket, buys ? bar.h : bar.l)) return;
      const stop = exact(ticket.stopPrice ?? 0);
      events.triggers(order, at);
      const gapped = buys ? stop.lessThan(bar.o) : stop.greaterThan(bar.o);
      if (ticket.limitPrice === null) matcher.fillAt(order, gapped ? exact(bar.o) : stop, at);
      return;
    }
    if (!tradedThrough(ticket, bar.l, bar.h)) return;
    const opened = exact(bar.o);
    const limit = ticket.limitPrice === null ? opened : exact(ticket.limitPrice);
    const better = buys ? opened.lessThan(limit) : opened.greaterThan(limit);
    matcher.fillAt(order, better ? opened : limit, at);
  };

  return (from, to) => {
    for (const session of market.calendar.sessions(newYorkDate(from), newYorkDate(to))) {
      if (from < session.open && session.open <= to) open(session);
      const start = Math.max(from, session.open);
      const end = Math.min(to, session.close);
      const crossesMinute = Math.floor(start / MINUTE_MS) < Math.floor(end / MINUTE_MS);
      if (start < end && crossesMinute) minutes(start, end);
      if (from < session.close && session.close <= to) close(session);
    }
  };
}
