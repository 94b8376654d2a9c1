import { randomUUID } from 'node:crypto';
import { type Decimal, text } from '../decimal.ts';
import { type EndStatus, isOpen, type Order } from '../orders/order.ts';
import type { Bookkeeper } from './bookkeeper.ts';

/** What can happen to an order at the exchange: each is recorded, and announced on the stream. */
export interface OrderEvents {
  works(order: Order, at: number): void;
  triggers(order: Order, at: number): void;
  trails(order: Order, hwm: Decimal, stopPrice: Decimal, at: number): void;
  resizes(order: Order, qty: Decimal, at: number): void;
  executes(order: Order, qty: Decimal, price: Decimal, completes: boolean, at: number): void;
  /** A cancel was asked for; whether it comes in time is not known yet. */
  asksToCancel(order: Order, at: number): void;
  /** The cancel or replacement that was asked for came too late. */
  refusesChange(order: Order, change: 'cancel' | 'replace', at: number): void;
  ends(order: Order, status: EndStatus, at: number, replacedBy?: string): void;
}

export function createOrderEvents(bookkeeper: Bookkeeper): OrderEvents {
  return {
    works(order, at) {
      const stamped = bookkeeper.record({ type: 'order-working', orderId: order.ticket.id }, at);
      bookkeeper.announce('new', order, stamped);
    },
    triggers(order, at) {
      bookkeeper.record({ type: 'order-triggered', orderId: order.ticket.id }, at);
    },
    trails(order, hwm, stopPrice, at) {
      const moved = { hwm: text(hwm), stopPrice: text(stopPrice) };
      bookkeeper.record({ type: 'order-trailed', orderId: order.ticket.id, ...moved }, at);
    },
    resizes(order, qty, at) {
      const entry = { type: 'order-resized', orderId: order.ticket.id, qty: text(qty) } as const;
      bookkeeper.announce('restated', order, bookkeeper.record(entry, at));
    },
    executes(order, qty, price, completes, at) {
      const executionId = randomUUID();
      const stamped = bookkeeper.record(
        {
          type: 'execution',
          orderId: order.ticket.id,
          executionId,
          qty: text(qty),
          price: text(price),
          completes,
        },
        at,
      );
      bookkeeper.announce(completes ? 'fill' : 'partial_fill', order, stamped, { executionId, qty, price });
    },
    asksToCancel(order, at) {
      const stamped = bookkeeper.record({ type: 'cancel-requested', orderId: order.ticket.id }, at);
      bookkeeper.announce('pending_cancel', order, stamped);
    },
    refusesChange(order, change, at) {
      const entry = { type: 'change-refused', orderId: order.ticket.id } as const;
      const stamped = isOpen(order) ? bookkeeper.record(entry, at) : bookkeeper.stampAt(at);
      bookkeeper.announce(`order_${change}_rejected`, order, stamped);
    },
    ends(order, status, at, replacedBy) {
      const stamped = bookkeeper.record(
        { type: 'order-ended', orderId: order.ticket.id, status, replacedBy: replacedBy ?? null },
        at,
      );
      bookkeeper.announce(status, order, stamped);
    },
  };
}
