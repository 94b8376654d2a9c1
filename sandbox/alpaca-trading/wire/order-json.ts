import { averageText, text } from '../decimal.ts';
import type { Order } from '../orders/order.ts';
import { stamp } from '../stamp.ts';

/** An order as Alpaca writes it, rolled up with its `legs`; quantities and the average are cumulative. */
export function orderJson(order: Order, legs?: readonly Order[]): Record<string, unknown> {
  const { ticket } = order;
  const ended = (status: Order['status']): string | null => (order.status === status ? order.endedAt : null);
  return {
    id: ticket.id,
    client_order_id: ticket.clientOrderId,
    created_at: order.submittedAt,
    updated_at: order.updatedAt,
    submitted_at: order.submittedAt,
    filled_at: order.filledAt,
    expired_at: ended('expired'),
    expires_at: stamp(ticket.expiresAt, 0),
    canceled_at: ended('canceled'),
    failed_at: ended('rejected'),
    replaced_at: ended('replaced'),
    replaced_by: order.replacedBy,
    replaces: ticket.replaces,
    asset_id: ticket.assetId,
    symbol: ticket.symbol,
    asset_class: 'us_equity',
    notional: ticket.notional,
    qty: order.qty,
    filled_qty: text(order.filledQty),
    filled_avg_price: order.filledQty.isZero() ? null : averageText(order.filledCost, order.filledQty),
    order_class: ticket.group?.orderClass ?? '',
    order_type: ticket.type,
    type: ticket.type,
    side: ticket.side,
    position_intent: positionIntent(order),
    time_in_force: ticket.timeInForce,
    limit_price: ticket.limitPrice,
    stop_price: order.stopPrice,
    status: order.status,
    extended_hours: ticket.extendedHours,
    legs: legs ? legs.map((leg) => orderJson(leg)) : null,
    trail_percent: ticket.trailPercent,
    trail_price: ticket.trailPrice,
    hwm: order.hwm,
    subtag: null,
    source: null,
  };
}

function positionIntent({ ticket }: Order): string {
  return `${ticket.side}_to_${ticket.reservedPrice === null ? 'close' : 'open'}`;
}
