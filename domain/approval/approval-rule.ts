import type { Quote } from '../market.ts';
import { type Decimal, type DecimalString, decimal, isDecimalString, toDecimalString } from '../money.ts';
import type { OrderRequest } from '../order.ts';
import type { ApprovalReason } from './order-approval.ts';

/** When a person is asked, and for how long. */
export interface ApprovalRule {
  /** Dollars; an order above waits. `0` asks for every order. */
  readonly aboveUsd: DecimalString;
  readonly windowSeconds: number;
}

/**
 * Why this order waits for a person, or nothing when it may go. Its notional is the dollars it names, or its shares at
 * the dearest of the quote's own side, its limit and its stop price. Exits are asked about like entries.
 * @throws RangeError for an amount that cannot be read: what cannot be measured is not let through.
 */
export function approvalReason(
  request: OrderRequest,
  quote: Pick<Quote, 'bid' | 'ask'> | undefined,
  rule: Pick<ApprovalRule, 'aboveUsd'>,
): ApprovalReason | undefined {
  const notional = notionalAt(request, quote);
  if (notional.lte(decimal(rule.aboveUsd))) return undefined;
  return {
    code: 'APPROVAL_ABOVE_USD',
    message: 'The order is larger than may be traded without a person.',
    facts: { notionalUsd: toDecimalString(notional), approvalAboveUsd: rule.aboveUsd },
  };
}

/** True when a strategy that asks above `from` dollars would leave some of those orders unasked; null asks about none. */
export function asksFewer(from: DecimalString | null, to: DecimalString | null | undefined): boolean {
  if (from === null || to === undefined) return false;
  return to === null || decimal(to).gt(decimal(from));
}

function notionalAt(request: OrderRequest, quote: Pick<Quote, 'bid' | 'ask'> | undefined): Decimal {
  const { notional, qty, side, limitPrice, stopPrice, takeProfit, orderClass } = request;
  if (notional !== undefined) return decimal(notional);
  const own = side === 'buy' ? quote?.ask : quote?.bid;
  const exit = orderClass === 'oco' ? takeProfit?.limitPrice : undefined;
  const prices = [own, limitPrice, stopPrice, exit].flatMap((price) =>
    price === undefined ? [] : [decimal(price)],
  );
  const dearest = prices.reduce<Decimal | undefined>(
    (most, price) => (most === undefined || price.gt(most) ? price : most),
    undefined,
  );
  if (qty === undefined || !isDecimalString(qty) || dearest === undefined) {
    throw new RangeError(`the notional of ${side} ${request.symbol} cannot be measured`);
  }
  return decimal(qty).times(dearest);
}
