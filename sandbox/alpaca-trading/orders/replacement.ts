import { isRecord } from '../../server/json-record.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { invalidOrder, isRefusal, type Refusal, unprocessable } from '../refusal.ts';
import { orderJson } from '../wire/order-json.ts';
import { admit } from './admission.ts';
import { makeTicket } from './make-ticket.ts';
import { isOpen, type Order, type OrderStatus } from './order.ts';
import { legsOf } from './order-group.ts';
import { readReplaceRequest } from './replace-request.ts';

const NOT_REPLACEABLE: ReadonlySet<OrderStatus> = new Set([
  'accepted',
  'pending_new',
  'pending_cancel',
  'pending_replace',
]);

/**
 * Asks the exchange to put an order with changed terms in the place of an open one: a new id, linked both ways once
 * it has happened. Until then the first may fill, and the other is rejected. `qty` in the body is the total over
 * both, so what the first has filled is taken off.
 */
export async function replaceOrder(
  exchange: Exchange,
  account: Account,
  order: Order,
  body: unknown,
): Promise<Record<string, unknown> | Refusal> {
  const { bookkeeper, clock, market, ledger } = exchange;
  if (!isRecord(body)) return invalidOrder('request body must be a JSON object');
  if (!isOpen(order)) return unprocessable(`order is already in "${order.status}" state`);
  if (NOT_REPLACEABLE.has(order.status)) {
    return unprocessable(`cannot replace order in ${order.status} status`);
  }
  const request = readReplaceRequest(order, body);
  if (isRefusal(request)) return request;
  const at = clock.now();
  const reservation = admit(request, account, market, at, order);
  if (isRefusal(reservation)) return reservation;
  const ticket = makeTicket(exchange, account, request, reservation, at, order);
  const stamped = bookkeeper.record({ type: 'order-accepted', ticket }, at);
  const replacement = ledger.order(ticket.id);
  if (!replacement) throw new Error(`order ${ticket.id} is not in the books`);
  bookkeeper.announce('pending_replace', order, stamped);
  if (ticket.status !== 'held') bookkeeper.announce(ticket.status, replacement, stamped);
  const answer = orderJson(replacement, legsOf(replacement, ledger));
  await bookkeeper.durable();
  exchange.routeChange(order);
  return answer;
}
