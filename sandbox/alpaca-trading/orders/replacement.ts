import { isRecord, type JsonRecord } from '../../server/json-record.ts';
import { exact, text } from '../decimal.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { forbidden, invalidOrder, isRefusal, type Refusal, unprocessable } from '../refusal.ts';
import { orderJson } from '../wire/order-json.ts';
import { admit } from './admission.ts';
import { isOpen, type Order, TIMES_IN_FORCE } from './order.ts';
import { type OrderRequest, readAmounts, readClientOrderId, refuseTick } from './order-request.ts';
import { makeTicket } from './submission.ts';

/**
 * Puts an order with changed terms in the place of an open one: a new id, linked both ways. `qty` in the body is the
 * total over both, so what the first has filled is taken off.
 */
export async function replaceOrder(
  exchange: Exchange,
  account: Account,
  order: Order,
  body: unknown,
): Promise<Record<string, unknown> | Refusal> {
  const { bookkeeper, clock, market, ledger, events } = exchange;
  if (!isRecord(body)) return invalidOrder('request body must be a JSON object');
  if (!isOpen(order)) return unprocessable(`order is already in "${order.status}" state`);
  if (order.status === 'accepted' || order.status === 'pending_new') {
    return unprocessable(`cannot replace order in ${order.status} status`);
  }
  const request = changed(order, body);
  if (isRefusal(request)) return request;
  const at = clock.now();
  const reservation = admit(request, account, market, at, order);
  if (isRefusal(reservation)) return reservation;
  const ticket = makeTicket(exchange, account, request, reservation, at, order.ticket.id);
  events.ends(order, 'replaced', at, ticket.id);
  const stamped = bookkeeper.record({ type: 'order-accepted', ticket }, at);
  const replacement = ledger.order(ticket.id);
  if (!replacement) throw new Error(`order ${ticket.id} is not in the books`);
  bookkeeper.announce(ticket.status, replacement, stamped);
  const answer = orderJson(replacement);
  await bookkeeper.durable();
  exchange.route(replacement);
  return answer;
}

function changed(order: Order, body: JsonRecord): OrderRequest | Refusal {
  const { ticket } = order;
  if (ticket.notional !== null || ticket.qty === null)
    return unprocessable('notional orders cannot be replaced');
  if (body['trail'] !== undefined) return unprocessable('trail is not supported here');
  const amounts = readAmounts(body);
  if (isRefusal(amounts)) return amounts;
  if (amounts.notional) return unprocessable('notional cannot be replaced');
  const clientOrderId = readClientOrderId(body);
  if (typeof clientOrderId === 'object') return clientOrderId;
  const asked = body['time_in_force'];
  const timeInForce = TIMES_IN_FORCE.find((known) => known === (asked ?? ticket.timeInForce));
  if (!timeInForce) return invalidOrder(`invalid time_in_force: ${String(asked)}`);
  if (amounts.limitPrice && ticket.limitPrice === null) return unprocessable('order has no limit price');
  if (amounts.stopPrice && ticket.stopPrice === null) return unprocessable('order has no stop price');
  const total = amounts.qty ?? exact(ticket.qty);
  const limitPrice =
    amounts.limitPrice ?? (ticket.limitPrice === null ? undefined : exact(ticket.limitPrice));
  const stopPrice = amounts.stopPrice ?? (ticket.stopPrice === null ? undefined : exact(ticket.stopPrice));
  const same =
    text(total) === ticket.qty &&
    timeInForce === ticket.timeInForce &&
    (limitPrice ? text(limitPrice) : null) === ticket.limitPrice &&
    (stopPrice ? text(stopPrice) : null) === ticket.stopPrice;
  if (same) return forbidden('order parameters are not changed');
  if (!total.greaterThan(order.filledQty)) return unprocessable('qty must be greater than filled_qty');
  const tick = refuseTick('limit_price', amounts.limitPrice) ?? refuseTick('stop_price', amounts.stopPrice);
  if (tick) return tick;
  const { symbol, side, type } = ticket;
  const qty = total.minus(order.filledQty);
  return { symbol, side, type, timeInForce, qty, notional: undefined, limitPrice, stopPrice, clientOrderId };
}
