import type { OrderRow } from '../db/schema.ts';
import { decimal } from '../domain/money.ts';
import { isTerminal } from '../domain/order.ts';
import type { OrderAnswer } from '../domain/order-intent.ts';

/**
 * Where an order stands, as its row says. An order that the broker has ended while executions are still to be booked
 * has not ended yet: it is followed until the ledger holds every one of them.
 */
export function orderAnswerOf(row: OrderRow): OrderAnswer {
  return {
    clientOrderId: row.clientOrderId,
    payloadHash: row.payloadHash,
    status: isTerminal(row.status) && hasUnbookedFills(row) ? 'partially_filled' : row.status,
    filledQty: row.filledQty,
    ...(row.brokerOrderId === null ? {} : { brokerOrderId: row.brokerOrderId }),
    ...(row.filledAvgPrice === null ? {} : { filledAvgPrice: row.filledAvgPrice }),
    ...(row.refusal === null ? {} : { refusal: row.refusal }),
  };
}

/** The broker has told of more filled shares than executions have been booked for. */
export function hasUnbookedFills(row: OrderRow): boolean {
  return decimal(row.brokerFilledQty).gt(row.filledQty);
}
