import { randomUUID } from 'node:crypto';
import { text } from '../decimal.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { forbidden, isRefusal, type Refusal } from '../refusal.ts';
import { orderJson } from '../wire/order-json.ts';
import { admit, type Reservation } from './admission.ts';
import type { OrderTicket } from './order.ts';
import type { OrderRequest } from './order-request.ts';

const GTC_DAYS_MS = 90 * 86_400_000;

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
  const ticket = makeTicket(exchange, account, request, reservation, at, null);
  const stamped = bookkeeper.record({ type: 'order-accepted', ticket }, at);
  const order = ledger.order(ticket.id);
  if (!order) throw new Error(`order ${ticket.id} is not in the books`);
  accepted(ticket.id);
  bookkeeper.announce(ticket.status, order, stamped);
  const answer = orderJson(order);
  await bookkeeper.durable();
  exchange.route(order);
  return answer;
}

/** The ticket of an admitted order. */
export function makeTicket(
  { market }: Exchange,
  account: Account,
  request: OrderRequest,
  reservation: Reservation,
  at: number,
  replaces: string | null,
): OrderTicket {
  const session = market.calendar.sessionAt(at);
  const dayEnds = (session ?? market.calendar.nextSession(at)).close;
  return {
    id: randomUUID(),
    clientOrderId: request.clientOrderId ?? randomUUID(),
    accountId: account.id,
    symbol: reservation.asset.symbol,
    assetId: reservation.asset.id,
    side: request.side,
    type: request.type,
    timeInForce: request.timeInForce,
    qty: request.qty ? text(request.qty) : null,
    notional: request.notional ? text(request.notional) : null,
    limitPrice: request.limitPrice ? text(request.limitPrice) : null,
    stopPrice: request.stopPrice ? text(request.stopPrice) : null,
    reservedQty: text(reservation.qty),
    reservedPrice: reservation.price ? text(reservation.price) : null,
    status: session ? 'pending_new' : 'accepted',
    expiresAt: request.timeInForce === 'gtc' ? at + GTC_DAYS_MS : dayEnds,
    replaces,
  };
}
