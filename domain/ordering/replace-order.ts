import { type DecimalString, decimal, toDecimalString } from '../money.ts';
import {
  isTerminal,
  ORDER_TYPES,
  type OrderChanges,
  type OrderRequest,
  type OrderSide,
  type OrderStatus,
  TIMES_IN_FORCE,
} from '../order.ts';
import { payloadText } from '../payload-text.ts';
import type { Refusal } from '../refusal.ts';

/** An order of the ledger that is to be replaced: its terms as they stand, and how far it has come. */
export interface OrderToReplace {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: string;
  readonly timeInForce: string;
  readonly qty: DecimalString | null;
  readonly limitPrice: DecimalString | null;
  readonly stopPrice: DecimalString | null;
  readonly trailPrice: DecimalString | null;
  readonly trailPercent: DecimalString | null;
  readonly extendedHours: boolean;
  readonly status: OrderStatus;
  readonly brokerOrderId: string | null;
  readonly filledQty: DecimalString;
  readonly cancelRequestedAt: Date | null;
}

export type Replacement =
  | {
      readonly kind: 'order';
      /** The whole order as it is to be; `qty` counts what the replaced order has filled. */
      readonly request: OrderRequest;
      /** What is left for the replacement to trade: the only shares that it may add. */
      readonly remainingQty: DecimalString;
    }
  | ({ readonly kind: 'refused' } & Refusal);

/**
 * The order that takes the place of an open one. Only an order that the broker has and that nobody has asked to
 * cancel can be replaced; its trailing stop price is the broker's to move.
 */
export function replacementOf(order: OrderToReplace, changes: OrderChanges): Replacement {
  const facts = { order: order.clientOrderId, status: order.status };
  const type = ORDER_TYPES.find((known) => known === order.type);
  const timeInForce = changes.timeInForce ?? TIMES_IN_FORCE.find((known) => known === order.timeInForce);
  if (isTerminal(order.status)) return notReplaceable('The order has ended.', facts);
  if (order.brokerOrderId === null) return notReplaceable('The broker does not have the order yet.', facts);
  if (order.cancelRequestedAt !== null) return notReplaceable('The order is being canceled.', facts);
  if (order.qty === null) return notReplaceable('An order in dollars cannot be replaced.', facts);
  if (type === undefined || timeInForce === undefined) {
    return notReplaceable('This kind of order cannot be replaced.', { ...facts, type: order.type });
  }
  const trails = type === 'trailing_stop';
  const field = unfit(order, changes);
  if (field !== undefined) {
    return notReplaceable(`The order has no ${field} to change.`, { ...facts, field });
  }
  const { symbol, side } = order;
  const standing = { symbol, side, type, qty: order.qty, ...extended(order) };
  const request = {
    ...standing,
    ...(changes.qty === undefined ? {} : { qty: changes.qty }),
    timeInForce,
    ...price('limitPrice', changes.limitPrice ?? order.limitPrice),
    ...(trails ? {} : price('stopPrice', changes.stopPrice ?? order.stopPrice)),
    ...price('trailPrice', order.trailPrice === null ? null : (changes.trail ?? order.trailPrice)),
    ...price('trailPercent', order.trailPercent === null ? null : (changes.trail ?? order.trailPercent)),
  };
  const before = replacedTerms(order, { ...standing, timeInForce: request.timeInForce }, trails);
  if (order.timeInForce === timeInForce && payloadText(before) === payloadText(request)) {
    return refused('NOTHING_CHANGES', 'The order is like that already.', facts);
  }
  const remaining = decimal(request.qty).minus(order.filledQty);
  if (!remaining.gt(0)) {
    return refused('QTY_ALREADY_FILLED', 'As much as that has been filled already.', {
      ...facts,
      qty: request.qty,
      filledQty: order.filledQty,
    });
  }
  return { kind: 'order', request, remainingQty: toDecimalString(remaining) };
}

function replacedTerms(
  order: OrderToReplace,
  standing: Omit<OrderRequest, 'limitPrice'>,
  trails: boolean,
): OrderRequest {
  return {
    ...standing,
    ...price('limitPrice', order.limitPrice),
    ...(trails ? {} : price('stopPrice', order.stopPrice)),
    ...price('trailPrice', order.trailPrice),
    ...price('trailPercent', order.trailPercent),
  };
}

function unfit(order: OrderToReplace, changes: OrderChanges): string | undefined {
  if (changes.limitPrice !== undefined && order.limitPrice === null) return 'limitPrice';
  if (changes.stopPrice !== undefined && (order.stopPrice === null || order.type === 'trailing_stop')) {
    return 'stopPrice';
  }
  return changes.trail !== undefined && order.type !== 'trailing_stop' ? 'trail' : undefined;
}

function extended(order: OrderToReplace): { readonly extendedHours?: true } {
  return order.extendedHours ? { extendedHours: true } : {};
}

function price<Name extends string>(name: Name, value: DecimalString | null): Partial<Record<Name, string>> {
  const part: Partial<Record<Name, string>> = {};
  if (value !== null) part[name] = value;
  return part;
}

function notReplaceable(message: string, facts: Refusal['facts']) {
  return refused('ORDER_NOT_REPLACEABLE', message, facts);
}

function refused(code: string, message: string, facts: Refusal['facts']) {
  return { kind: 'refused', code, message, facts } as const;
}
