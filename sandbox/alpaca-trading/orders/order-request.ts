import { isRecord, type JsonRecord } from '../../server/json-record.ts';
import { type Decimal, exact, text } from '../decimal.ts';
import { invalidOrder, type Refusal, unprocessable } from '../refusal.ts';
import { ORDER_TYPES, type OrderType, SIDES, type Side, TIMES_IN_FORCE, type TimeInForce } from './order.ts';

/** An order as a client asks for it: the fields read and fit together; the account has not been looked at. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly qty: Decimal | undefined;
  readonly notional: Decimal | undefined;
  readonly limitPrice: Decimal | undefined;
  readonly stopPrice: Decimal | undefined;
  readonly clientOrderId: string | undefined;
}

/** Reads the body of POST /v2/orders. Numbers may come as JSON numbers or as strings, as Alpaca takes both. */
export function readOrderRequest(body: unknown): OrderRequest | Refusal {
  if (!isRecord(body)) return invalidOrder('request body must be a JSON object');
  const unsupported = refuseUnsupported(body);
  if (unsupported) return unsupported;
  const { symbol } = body;
  if (typeof symbol !== 'string' || symbol === '') return invalidOrder('symbol is required');
  const side = SIDES.find((known) => known === body['side']);
  if (!side) return invalidOrder('side must be buy or sell');
  const type = ORDER_TYPES.find((known) => known === body['type']);
  if (!type) return invalidOrder(`invalid order type: ${String(body['type'])}`);
  const timeInForce = TIMES_IN_FORCE.find((known) => known === (body['time_in_force'] ?? 'day'));
  if (!timeInForce) return invalidOrder(`invalid time_in_force: ${String(body['time_in_force'])}`);
  const clientOrderId = readClientOrderId(body);
  if (typeof clientOrderId === 'object') return clientOrderId;
  const amounts = readAmounts(body);
  if ('refused' in amounts) return amounts;
  const request = { symbol, side, type, timeInForce, clientOrderId, ...amounts };
  return refuseCombination(request) ?? request;
}

export function readClientOrderId(body: JsonRecord): string | undefined | Refusal {
  const id = body['client_order_id'];
  if (id === undefined || id === null || id === '') return undefined;
  if (typeof id !== 'string') return invalidOrder('client_order_id must be a string');
  if (id.length > 128) return invalidOrder('client_order_id must be no more than 128 characters');
  return id;
}

type Amounts = Pick<OrderRequest, 'qty' | 'notional' | 'limitPrice' | 'stopPrice'>;

export function readAmounts(body: JsonRecord): Amounts | Refusal {
  const qty = readAmount(body, 'qty');
  if (qty && 'refused' in qty) return qty;
  const notional = readAmount(body, 'notional');
  if (notional && 'refused' in notional) return notional;
  const limitPrice = readAmount(body, 'limit_price');
  if (limitPrice && 'refused' in limitPrice) return limitPrice;
  const stopPrice = readAmount(body, 'stop_price');
  if (stopPrice && 'refused' in stopPrice) return stopPrice;
  return { qty, notional, limitPrice, stopPrice };
}

const PLAIN = /^[+-]?\d{1,15}(\.\d{1,20})?$/;

function readAmount(body: JsonRecord, field: string): Decimal | undefined | Refusal {
  const value = body[field];
  if (value === undefined || value === null || value === '') return undefined;
  const plain = typeof value === 'number' && Number.isFinite(value) ? text(exact(value)) : value;
  if (typeof plain !== 'string' || !PLAIN.test(plain)) return invalidOrder(`${field} is not a valid number`);
  const amount = exact(plain);
  return amount.isPositive() && !amount.isZero() ? amount : invalidOrder(`${field} must be > 0`);
}

function refuseUnsupported(body: JsonRecord): Refusal | undefined {
  const orderClass = body['order_class'] ?? '';
  if (orderClass !== '' && orderClass !== 'simple') {
    return unprocessable(
      `order_class ${JSON.stringify(orderClass)} is not supported here: only simple orders`,
    );
  }
  for (const field of ['legs', 'take_profit', 'stop_loss', 'trail_price', 'trail_percent']) {
    if (body[field] !== undefined && body[field] !== null) {
      return unprocessable(`${field} is not supported here: only simple orders`);
    }
  }
  if (body['type'] === 'trailing_stop') return unprocessable('type trailing_stop is not supported here');
  if (body['time_in_force'] === 'opg' || body['time_in_force'] === 'cls') {
    return unprocessable(`time_in_force ${body['time_in_force']} is not supported here`);
  }
  if (body['extended_hours'] === true) return unprocessable('extended_hours is not supported here');
  return undefined;
}

function refuseCombination(request: OrderRequest): Refusal | undefined {
  const { qty, notional, type, timeInForce, limitPrice, stopPrice } = request;
  if (qty && notional) return invalidOrder('only one of qty or notional is accepted');
  if (!qty && !notional) return invalidOrder('qty or notional is required');
  const needsLimit = type === 'limit' || type === 'stop_limit';
  const needsStop = type === 'stop' || type === 'stop_limit';
  if (needsLimit && !limitPrice) return invalidOrder(`${named(type)} orders require a limit price`);
  if (needsStop && !stopPrice) return invalidOrder(`${named(type)} orders require a stop price`);
  if (!needsLimit && limitPrice) return invalidOrder(`${named(type)} orders must not have a limit price`);
  if (!needsStop && stopPrice) return invalidOrder(`${named(type)} orders must not have a stop price`);
  if (notional) {
    if (notional.decimalPlaces() > 2)
      return unprocessable('notional value must be limited to 2 decimal places');
    if (type !== 'market') return unprocessable('notional orders must be market orders');
  }
  if (qty && qty.decimalPlaces() > 9) return unprocessable('qty can have at most 9 decimal places');
  if ((notional || !qty?.isInteger()) && timeInForce !== 'day') {
    return unprocessable('fractional orders must be DAY orders');
  }
  return refuseTick('limit_price', limitPrice) ?? refuseTick('stop_price', stopPrice);
}

/** Prices from one dollar have two decimals, below it four (Reg NMS rule 612). */
export function refuseTick(field: string, price: Decimal | undefined): Refusal | undefined {
  if (!price || price.decimalPlaces() <= (price.lessThan(1) ? 4 : 2)) return undefined;
  return unprocessable(
    `invalid ${field} ${text(price)}. sub-penny increment does not fulfill minimum pricing criteria`,
  );
}

function named(type: OrderType): string {
  return type.replace('_', ' ');
}
