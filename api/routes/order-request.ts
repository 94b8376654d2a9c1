import { decimal, toDecimalString } from '../../domain/money.ts';
import { ORDER_TYPES, type OrderRequest, TIMES_IN_FORCE } from '../../domain/order.ts';
import type { PlaceOrderBody } from '../contract/orders.ts';
import { type ProblemError, problem } from '../problem-error.ts';

const NOT_TAKEN = ['trailPrice', 'trailPercent', 'takeProfit', 'stopLoss'] as const;

/**
 * The order that a body asks for, its decimals in their shortest form, so that 1 and 1.0 are the same order.
 * @throws ProblemError UNSUPPORTED_ORDER naming the field that is not taken.
 */
export function orderRequestOf(body: PlaceOrderBody): OrderRequest {
  const type = ORDER_TYPES.find((one) => one === body.type);
  if (type === undefined) throw unsupported('type', `${body.type} orders are not taken`);
  const timeInForce = TIMES_IN_FORCE.find((one) => one === body.timeInForce);
  if (timeInForce === undefined) throw unsupported('timeInForce', `${body.timeInForce} is not taken`);
  if (body.orderClass !== undefined && body.orderClass !== 'simple') {
    throw unsupported('orderClass', `${body.orderClass} orders are not taken`);
  }
  for (const field of NOT_TAKEN) {
    if (body[field] !== undefined) throw unsupported(field, 'is not taken');
  }
  return {
    symbol: body.symbol,
    side: body.side,
    type,
    timeInForce,
    ...(body.qty === undefined ? {} : { qty: shortest(body.qty) }),
    ...(body.notional === undefined ? {} : { notional: shortest(body.notional) }),
    ...(body.limitPrice === undefined ? {} : { limitPrice: shortest(body.limitPrice) }),
    ...(body.stopPrice === undefined ? {} : { stopPrice: shortest(body.stopPrice) }),
    ...(body.extendedHours === undefined ? {} : { extendedHours: body.extendedHours }),
  };
}

function shortest(text: string): string {
  return toDecimalString(decimal(text));
}

function unsupported(path: string, message: string): ProblemError {
  return problem('UNSUPPORTED_ORDER', `${path}: ${message}`, { errors: [{ path, message }] });
}
