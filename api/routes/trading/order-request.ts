import type { z } from '@hono/zod-openapi';
import { decimal, toDecimalString } from '../../../domain/money.ts';
import type { OrderChanges, OrderRequest } from '../../../domain/order.ts';
import type { PlaceOrderBody, replaceOrderBody } from '../../contract/orders.ts';

const AMOUNTS = ['qty', 'notional', 'limitPrice', 'stopPrice', 'trailPrice', 'trailPercent'] as const;
const CHANGED_AMOUNTS = ['qty', 'limitPrice', 'stopPrice', 'trail'] as const;

/** The order that a body asks for, its decimals in their shortest form, so that 1 and 1.0 are the same order. */
export function orderRequestOf(body: PlaceOrderBody): OrderRequest {
  const { symbol, side, type, timeInForce, extendedHours, orderClass, takeProfit, stopLoss } = body;
  return {
    symbol,
    side,
    type,
    timeInForce,
    ...shortest(body, AMOUNTS),
    ...(extendedHours === undefined ? {} : { extendedHours }),
    ...(orderClass === undefined ? {} : { orderClass }),
    ...(takeProfit === undefined ? {} : { takeProfit: { limitPrice: shortestText(takeProfit.limitPrice) } }),
    ...(stopLoss === undefined ? {} : { stopLoss: stopLossOf(stopLoss) }),
  };
}

/** What a body changes of an open order, its decimals in their shortest form. */
export function orderChangesOf(body: z.infer<typeof replaceOrderBody>): OrderChanges {
  const { timeInForce } = body;
  return { ...shortest(body, CHANGED_AMOUNTS), ...(timeInForce === undefined ? {} : { timeInForce }) };
}

function stopLossOf({
  stopPrice,
  limitPrice,
}: NonNullable<PlaceOrderBody['stopLoss']>): NonNullable<OrderRequest['stopLoss']> {
  return {
    stopPrice: shortestText(stopPrice),
    ...(limitPrice === undefined ? {} : { limitPrice: shortestText(limitPrice) }),
  };
}

function shortest<Name extends string>(
  body: Partial<Record<Name, string>>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const amounts: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = body[name];
    if (text !== undefined) amounts[name] = shortestText(text);
  }
  return amounts;
}

function shortestText(text: string): string {
  return toDecimalString(decimal(text));
}
