import { newYorkDate } from '../../world/new-york.ts';
import type { Market } from '../../world/world.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isOpen, isWorking, type TimeInForce } from '../orders/order.ts';
import type { Arrive } from './arrivals.ts';
import { meetAuction } from './auction.ts';
import type { Matcher } from './matcher.ts';
import { MINUTE_MS, meetMinute } from './meet-minute.ts';
import type { OrderEvents } from './order-events.ts';
import { type TradingDay, tradingDay } from './trading-hours.ts';

/**
 * Lives through the simulated time in (from, to]: queued orders reach the book when their hours begin, resting
 * orders meet the minutes that pass, auctions take place, and orders expire when their time is over.
 */
export function createSessionSteps(deps: {
  readonly market: Market;
  readonly ledger: Ledger;
  readonly matcher: Matcher;
  readonly events: OrderEvents;
  readonly arrive: Arrive;
}): (from: number, to: number) => void {
  const { market, ledger, matcher, events, arrive } = deps;

  const enter = (at: number): void => {
    for (const order of ledger.openOrders()) {
      arrive(order, at);
      matcher.fillAll(order, at);
    }
  };

  const auction = (timeInForce: TimeInForce, at: number): void => {
    for (const order of ledger.openOrders()) {
      if (order.ticket.timeInForce === timeInForce) meetAuction(order, market, events, at);
    }
  };

  const expire = (until: number): void => {
    for (const order of ledger.openOrders()) {
      const { expiresAt } = order.ticket;
      if (isOpen(order) && expiresAt <= until) events.ends(order, 'expired', expiresAt);
    }
  };

  const minutes = (from: number, to: number): void => {
    const crossesMinute = Math.floor(from / MINUTE_MS) < Math.floor(to / MINUTE_MS);
    if (from >= to || !crossesMinute) return;
    // Legs that wait for their entry are among them: they may begin to work within this time.
    const open = ledger.openOrders().filter((order) => isWorking(order) || order.status === 'held');
    const start = Math.floor(from / MINUTE_MS) * MINUTE_MS;
    const passed = [...Map.groupBy(open, ({ ticket }) => ticket.symbol)].flatMap(([symbol, orders]) => {
      if (market.pins().has(symbol) || !orders.some(isWorking)) return [];
      return market
        .bars(symbol, { amount: 1, unit: 'Min' }, start, to, to)
        .filter((bar) => bar.t + MINUTE_MS > from && bar.t + MINUTE_MS <= to && bar.v > 0)
        .map((bar) => ({ orders, bar }));
    });
    passed.sort((a, b) => a.bar.t - b.bar.t);
    for (const { orders, bar } of passed) {
      for (const order of orders) meetMinute(order, bar, matcher, events);
    }
  };

  const live = (day: TradingDay, from: number, to: number): void => {
    const reached = (at: number): boolean => from < at && at <= to;
    expire(Math.min(to, day.preOpen));
    if (reached(day.preOpen)) enter(day.preOpen);
    if (reached(day.open)) {
      enter(day.open);
      auction('opg', day.open);
    }
    minutes(Math.max(from, day.open), Math.min(to, day.close));
    if (reached(day.close)) {
      auction('cls', day.close);
      expire(day.close);
    }
    if (reached(day.postClose)) expire(day.postClose);
  };

  return (from, to) => {
    for (const session of market.calendar.sessions(newYorkDate(from), newYorkDate(to))) {
      live(tradingDay(session), from, to);
    }
    expire(to);
  };
}
