import type { Market } from '../../world/world.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Order } from '../orders/order.ts';
import type { OrderEvents } from './order-events.ts';
import { tradesAt } from './trading-hours.ts';

/** Lets an order that is under way or queued reach the book, if its hours have come. */
export type Arrive = (order: Order, at: number) => void;

export function createArrivals(deps: {
  readonly market: Market;
  readonly ledger: Ledger;
  readonly events: OrderEvents;
}): Arrive {
  const { market, ledger, events } = deps;
  return (order, at) => {
    const { status, ticket } = order;
    if (status !== 'pending_new' && status !== 'accepted') return;
    const waits = ticket.replaces !== null && ledger.replacementOf(ticket.replaces) === order;
    if (waits || (status === 'accepted' && !tradesAt(ticket, market.calendar, at))) return;
    events.works(order, at);
  };
}
