import type { JsonRecord } from '../../server/json-record.ts';
import { type Decimal, exact, text } from '../decimal.ts';
import { forbidden, invalidOrder, isRefusal, type Refusal, unprocessable } from '../refusal.ts';
import { type Order, TIMES_IN_FORCE } from './order.ts';
import type { OrderRequest } from './order-request.ts';
import { refuseTick } from './order-terms.ts';
import { readAmounts, readClientOrderId } from './request-fields.ts';

/** Reads the body of PATCH /v2/orders/{id}: the order's own terms with what the body changes. */
export function readReplaceRequest(order: Order, body: JsonRecord): OrderRequest | Refusal {
  const { ticket } = order;
  if (ticket.notional !== null || order.qty === null) {
    return unprocessable('notional orders cannot be replaced');
  }
  const amounts = readAmounts(body, ['qty', 'notional', 'limitPrice', 'stopPrice', 'trail']);
  if (isRefusal(amounts)) return amounts;
  const { notional, limitPrice, stopPrice, trail } = amounts;
  if (notional) return unprocessable('notional cannot be replaced');
  const clientOrderId = readClientOrderId(body);
  if (typeof clientOrderId === 'object') return clientOrderId;
  const asked = body['time_in_force'];
  const timeInForce = TIMES_IN_FORCE.find((known) => known === (asked ?? ticket.timeInForce));
  if (!timeInForce) return invalidOrder(`invalid time_in_force: ${String(asked)}`);
  if (limitPrice && ticket.limitPrice === null) return unprocessable('order has no limit price');
  if (stopPrice && ticket.stopPrice === null) return unprocessable('order has no stop price');
  if (trail && ticket.type !== 'trailing_stop') {
    return unprocessable('trail is only for trailing_stop orders');
  }
  const total = amounts.qty ?? exact(order.qty);
  const regrouped = ticket.group && (text(total) !== order.qty || timeInForce !== ticket.timeInForce);
  if (regrouped) return unprocessable('only limit_price and stop_price of complex orders can be replaced');
  const changed = {
    timeInForce,
    limitPrice: limitPrice ?? read(ticket.limitPrice),
    stopPrice: stopPrice ?? read(ticket.stopPrice),
    trailPrice: ticket.trailPrice === null ? undefined : (trail ?? exact(ticket.trailPrice)),
    trailPercent: ticket.trailPercent === null ? undefined : (trail ?? exact(ticket.trailPercent)),
  };
  const same =
    text(total) === order.qty &&
    timeInForce === ticket.timeInForce &&
    shown(changed.limitPrice) === ticket.limitPrice &&
    shown(changed.stopPrice) === ticket.stopPrice &&
    shown(changed.trailPrice) === ticket.trailPrice &&
    shown(changed.trailPercent) === ticket.trailPercent;
  if (same) return forbidden('order parameters are not changed');
  if (!total.greaterThan(order.filledQty)) return unprocessable('qty must be greater than filled_qty');
  const tick =
    refuseTick('limit_price', limitPrice) ??
    refuseTick('stop_price', stopPrice) ??
    refuseTick('trail', changed.trailPrice && trail);
  if (tick) return tick;
  const { symbol, side, type, extendedHours } = ticket;
  return { symbol, side, type, extendedHours, ...changed, qty: total.minus(order.filledQty), clientOrderId };
}

function read(price: string | null): Decimal | undefined {
  return price === null ? undefined : exact(price);
}

function shown(price: Decimal | undefined): string | null {
  return price ? text(price) : null;
}
