import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { forbidden, isRefusal, type Refusal } from '../refusal.ts';
import { orderJson } from '../wire/order-json.ts';
import { admit } from './admission.ts';
import { makeLegs, makeTicket } from './make-ticket.ts';
import { legsOf } from './order-group.ts';
import type { OrderRequest } from './order-request.ts';

/**
 * Takes an order or refuses it. The answer, the order as Alpaca shows it right after acceptance, comes when the
 * order is on disk. `accepted` is called in between, at the moment from which a look-up can find the order.
 */
export async function submitOrder(
  exchange: Exchange,
  account: Account,
  request: OrderRequest,
  accepted: (orderId: string) => void,
): Promise<Record<string, unknown> | Refusal> {
  const { bookkeeper, clock, market, ledger } = exchange;
  if (account.suspended) return forbidden('new orders are rejected by user request');
  const at = clock.now();
  const reservation = admit(request, account, market, at);
  if (isRefusal(reservation)) return reservation;
  const ticket = makeTicket(exchange, account, request, reservation, at);
  const legs = makeLegs(ticket, request);
  const entry = { type: 'order-accepted', ticket, ...(legs.length > 0 && { legs }) } as const;
  const stamped = bookkeeper.record(entry, at);
  const order = ledger.order(ticket.id);
  if (!order) throw new Error(`order ${ticket.id} is not in the books`);
  for (const { id } of [ticket, ...legs]) accepted(id);
  bookkeeper.announce(ticket.status, order, stamped);
  const answer = orderJson(order, legsOf(order, ledger));
  await bookkeeper.durable();
  exchange.route(order);
  return answer;
}
