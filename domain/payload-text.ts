import type { DecimalString } from './money.ts';
import { decimal, isDecimalString, toDecimalString } from './money.ts';
import type { BrokerOrder, OrderRequest } from './order.ts';

/**
 * The canonical text of an order: two requests have the same text exactly when they ask for the same thing. Its hash
 * binds an approval to what is sent. `1.0` and `1` are one number; an absent flag is false. What is no number stands as
 * it came: such an order is refused, and its refusal is bound to its text all the same.
 */
export function payloadText(request: OrderRequest): string {
  return JSON.stringify([
    ['symbol', request.symbol],
    ['side', request.side],
    ['type', request.type],
    ['timeInForce', request.timeInForce],
    ['qty', plain(request.qty)],
    ['notional', plain(request.notional)],
    ['limitPrice', plain(request.limitPrice)],
    ['stopPrice', plain(request.stopPrice)],
    ['extendedHours', request.extendedHours === true],
  ]);
}

/**
 * The fields in which an order at the broker is not the one that was asked for; none when it is. For adopting an order
 * that was found under its client order id.
 */
export function payloadDifferences(request: OrderRequest, order: BrokerOrder): readonly string[] {
  const differences: string[] = [];
  const compare = (field: string, asked: string | null, found: string | null): void => {
    if (asked !== found) differences.push(`${field}: asked ${asked ?? 'none'}, found ${found ?? 'none'}`);
  };
  compare('symbol', request.symbol, order.symbol);
  compare('side', request.side, order.side);
  compare('type', request.type, order.type);
  compare('timeInForce', request.timeInForce, order.timeInForce);
  // Once a quantity is known the broker may state it for an order in dollars too.
  if (request.notional === undefined) compare('qty', plain(request.qty), plain(order.qty));
  compare('notional', plain(request.notional), plain(order.notional));
  compare('limitPrice', plain(request.limitPrice), plain(order.limitPrice));
  compare('stopPrice', plain(request.stopPrice), plain(order.stopPrice));
  return differences;
}

function plain(amount: DecimalString | undefined): string | null {
  if (amount === undefined) return null;
  return isDecimalString(amount) ? toDecimalString(decimal(amount)) : amount;
}
