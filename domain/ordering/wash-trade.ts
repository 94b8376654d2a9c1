import type { DecimalString } from '../money.ts';
import { isComplex, type OrderRequest, type OrderSide } from '../order.ts';
import type { Refusal } from '../refusal.ts';
import { positiveAmount } from '../risk/amount.ts';

/** An order that is open, or may be, as the table looks at it. */
export interface StandingOrder {
  readonly clientOrderId: string;
  readonly brokerOrderId?: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: string;
  readonly orderClass?: string;
  readonly limitPrice?: DecimalString;
}

/**
 * Refuses an order that could trade against one of the account's own, by Alpaca's table (its support page of
 * 2026-09-16): a market or stop order meets any order of the other side; two with limits meet when the buy is at or
 * above the sell. Trailing stops and linked orders are exempt, on either side.
 */
export function washTrade(order: OrderRequest, standing: readonly StandingOrder[]): Refusal | undefined {
  if (isExempt(order)) return undefined;
  const met = standing.find((other) => meets(order, other));
  if (met === undefined) return undefined;
  return {
    code: 'WASH_TRADE',
    message: 'The order could trade against an open order of this account; linked orders may.',
    facts: {
      existingOrder: met.clientOrderId,
      ...(met.brokerOrderId === undefined ? {} : { existingBrokerOrder: met.brokerOrderId }),
      existingSide: met.side,
      existingType: met.type,
      ...(met.limitPrice === undefined ? {} : { existingLimitPrice: met.limitPrice }),
    },
  };
}

function meets(order: OrderRequest, other: StandingOrder): boolean {
  if (other.symbol !== order.symbol || other.side === order.side || isExempt(other)) return false;
  if (!hasLimit(order.type) || !hasLimit(other.type)) return true;
  const [buy, sell] = order.side === 'buy' ? [order, other] : [other, order];
  const bid = positiveAmount(buy.limitPrice);
  const asked = positiveAmount(sell.limitPrice);
  // A limit that cannot be read could be anything.
  return bid === undefined || asked === undefined || bid.gte(asked);
}

function isExempt(order: { readonly type: string; readonly orderClass?: string }): boolean {
  return order.type === 'trailing_stop' || isComplex(order);
}

function hasLimit(type: string): boolean {
  return type === 'limit' || type === 'stop_limit';
}
