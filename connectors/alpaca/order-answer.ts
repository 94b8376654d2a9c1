import { z } from 'zod';
import { decimal } from '../../domain/money.ts';
import type { BrokerOrder, OrderClass, OrderStatus } from '../../domain/order.ts';
import { ORDER_CLASSES, ORDER_SIDES } from '../../domain/order.ts';
import { decimalText, timestamp } from '../http/answer-fields.ts';

/** Alpaca's final states; every other state is still working at the broker. docs.alpaca.markets, "Order Lifecycle". */
const FINAL: ReadonlyMap<string, OrderStatus> = new Map<string, OrderStatus>([
  ['filled', 'filled'],
  ['canceled', 'canceled'],
  ['expired', 'expired'],
  ['rejected', 'rejected'],
  ['replaced', 'replaced'],
]);

const orderShape = z.looseObject({
  id: z.string().min(1),
  client_order_id: z.string(),
  symbol: z.string().min(1),
  side: z.enum(ORDER_SIDES),
  type: z.string().min(1),
  time_in_force: z.string().min(1),
  qty: decimalText.nullish(),
  notional: decimalText.nullish(),
  limit_price: decimalText.nullish(),
  stop_price: decimalText.nullish(),
  trail_price: decimalText.nullish(),
  trail_percent: decimalText.nullish(),
  extended_hours: z.boolean().nullish(),
  order_class: z.string().nullish(),
  replaces: z.string().nullish(),
  replaced_by: z.string().nullish(),
  status: z.string().min(1),
  filled_qty: decimalText,
  filled_avg_price: decimalText.nullish(),
  created_at: timestamp,
  submitted_at: timestamp.nullish(),
  updated_at: timestamp.nullish(),
});

/** An order as Alpaca writes it, with the legs that it was rolled up with; keys we do not use are let through. */
export const orderAnswer = orderShape
  .extend({ legs: z.array(orderShape.transform(toBrokerOrder)).nullish() })
  .transform((answer): BrokerOrder => {
    const { legs } = answer;
    return { ...toBrokerOrder(answer), ...(legs && legs.length > 0 ? { legs } : {}) };
  });

function toBrokerOrder(answer: z.output<typeof orderShape>): BrokerOrder {
  const submittedAt = answer.submitted_at ?? answer.created_at;
  const orderClass = toOrderClass(answer.order_class);
  return {
    brokerOrderId: answer.id,
    clientOrderId: answer.client_order_id,
    symbol: answer.symbol,
    side: answer.side,
    type: answer.type,
    timeInForce: answer.time_in_force,
    ...present('qty', answer.qty),
    ...present('notional', answer.notional),
    ...present('limitPrice', answer.limit_price),
    ...present('stopPrice', answer.stop_price),
    ...present('trailPrice', answer.trail_price),
    ...present('trailPercent', answer.trail_percent),
    ...(answer.extended_hours === true ? { extendedHours: true } : {}),
    ...(orderClass === undefined ? {} : { orderClass }),
    ...present('replaces', answer.replaces),
    ...present('replacedBy', answer.replaced_by),
    status: toOrderStatus(answer.status, answer.filled_qty),
    brokerStatus: answer.status,
    filledQty: answer.filled_qty,
    ...present('filledAvgPrice', answer.filled_avg_price),
    submittedAt,
    updatedAt: answer.updated_at ?? submittedAt,
  };
}

/** Nothing for a simple order, and for a class that we have never heard of. */
function toOrderClass(word: string | null | undefined): OrderClass | undefined {
  return word === 'simple' ? undefined : ORDER_CLASSES.find((known) => known === word);
}

/** The ledger's word for a state of Alpaca's; a state we have never heard of is an order still working. */
export function toOrderStatus(brokerStatus: string, filledQty: string): OrderStatus {
  return (
    FINAL.get(brokerStatus) ??
    (decimal(filledQty).isPositive() && !decimal(filledQty).isZero() ? 'partially_filled' : 'accepted')
  );
}

function present<Name extends string>(
  name: Name,
  value: string | null | undefined,
): Partial<Record<Name, string>> {
  const part: Partial<Record<Name, string>> = {};
  if (value !== null && value !== undefined) part[name] = value;
  return part;
}
