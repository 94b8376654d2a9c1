import type { DecimalString } from './money.ts';
import { decimal, isDecimalString, toDecimalString } from './money.ts';
import { type BrokerOrder, isComplex, type OrderRequest } from './order.ts';

/**
 * The canonical text of an order: two requests have the same text exactly when they ask for the same thing. Its hash
 * binds an approval to what is sent. `1.0` and `1` are one number; an absent flag is false. What is no number stands as
 * it came: such an order is refused, and its refusal is bound to its text all the same.
 */
export function payloadText(request: OrderRequest): string {
  const { takeProfit, stopLoss } = request;
  return JSON.stringify([
    ['symbol', request.symbol],
    ['side', request.side],
    ['type', request.type],
    ['timeInForce', request.timeInForce],
    ['qty', plain(request.qty)],
    ['notional', plain(request.notional)],
    ['limitPrice', plain(limitOf(request))],
    ['stopPrice', plain(request.stopPrice)],
    ['extendedHours', request.extendedHours === true],
    // What only some orders have is left out of the others: their text, and its hash, is what it always was.
    ...stated('trailPrice', request.trailPrice),
    ...stated('trailPercent', request.trailPercent),
    ...(isComplex(request) ? [['orderClass', request.orderClass]] : []),
    ...stated('takeProfit.limitPrice', takeProfit?.limitPrice),
    ...stated('stopLoss.stopPrice', stopLoss?.stopPrice),
    ...stated('stopLoss.limitPrice', stopLoss?.limitPrice),
  ]);
}

/**
 * The fields in which an order at the broker is not the one that was asked for; none when it is. For adopting an order
 * that was found under its client order id. Legs are compared where the broker told them.
 */
export function payloadDifferences(request: OrderRequest, order: BrokerOrder): readonly string[] {
  const differences: string[] = [];
  const compare = (field: string, asked: string | null, found: string | null): void => {
    if (asked !== found) differences.push(`${field}: asked ${asked ?? 'none'}, found ${found ?? 'none'}`);
  };
  const trails = request.type === 'trailing_stop';
  // Alpaca works a stop that buys as a stop-limit with a limit of its own.
  const collared = request.type === 'stop' && request.side === 'buy' && order.type === 'stop_limit';
  compare('symbol', request.symbol, order.symbol);
  compare('side', request.side, order.side);
  if (!collared) compare('type', request.type, order.type);
  compare('timeInForce', request.timeInForce, order.timeInForce);
  // Once a quantity is known the broker may state it for an order in dollars too.
  if (request.notional === undefined) compare('qty', plain(request.qty), plain(order.qty));
  compare('notional', plain(request.notional), plain(order.notional));
  if (!collared) compare('limitPrice', plain(limitOf(request)), plain(order.limitPrice));
  // The stop price of a trailing stop is where the market has brought it.
  if (!trails) compare('stopPrice', plain(request.stopPrice), plain(order.stopPrice));
  compare('trailPrice', plain(request.trailPrice), plain(order.trailPrice));
  compare('trailPercent', plain(request.trailPercent), plain(order.trailPercent));
  compare('extendedHours', String(request.extendedHours === true), String(order.extendedHours === true));
  compare('orderClass', request.orderClass ?? 'simple', order.orderClass ?? 'simple');
  compareLegs(request, order, compare);
  return differences;
}

function compareLegs(
  { takeProfit, stopLoss, orderClass }: OrderRequest,
  { legs }: BrokerOrder,
  compare: (field: string, asked: string | null, found: string | null) => void,
): void {
  if (legs === undefined) return;
  const profit = legs.find(({ type }) => type === 'limit');
  const stop = legs.find(({ type }) => type === 'stop' || type === 'stop_limit');
  if (orderClass !== 'oco') {
    compare('takeProfit.limitPrice', plain(takeProfit?.limitPrice), plain(profit?.limitPrice));
  }
  compare('stopLoss.stopPrice', plain(stopLoss?.stopPrice), plain(stop?.stopPrice));
  compare('stopLoss.limitPrice', plain(stopLoss?.limitPrice), plain(stop?.limitPrice));
}

/** The limit of an OCO is its take-profit's. */
function limitOf({ orderClass, limitPrice, takeProfit }: OrderRequest): DecimalString | undefined {
  return limitPrice ?? (orderClass === 'oco' ? takeProfit?.limitPrice : undefined);
}

function stated(field: string, amount: DecimalString | undefined): readonly (string | null)[][] {
  return amount === undefined ? [] : [[field, plain(amount)]];
}

function plain(amount: DecimalString | undefined): string | null {
  if (amount === undefined) return null;
  return isDecimalString(amount) ? toDecimalString(decimal(amount)) : amount;
}
