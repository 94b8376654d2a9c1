import { randomUUID } from 'node:crypto';
import { type Decimal, text } from '../decimal.ts';
import type { EndStatus, Order } from '../orders/order.ts';
import type { Bookkeeper } from './bookkeeper.ts';

/** What can happen to an order at the exchange: each is recorded, and announced on the stream. */
export interface OrderEvents {
  works(order: Order, at: number): void;
  triggers(order: Order, at: number): void;
  executes(order: Order, qty: Decimal, price: Decimal, completes: boolean, at: number): void;
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
    ends(order, status, at, replacedBy) {
      const stamped = bookkeeper.record(
        { type: 'order-ended', orderId: order.ticket.id, status, replacedBy: replacedBy ?? null },
        at,
      );
      bookkeeper.announce(status, order, stamped);
    },
  };
}
