import { type Decimal, text } from '../decimal.ts';
import { invalidOrder, type Refusal, unprocessable } from '../refusal.ts';
import type { OrderRequest } from './order-request.ts';

/** Why the terms of an order do not fit together, whatever the account and the market. */
export function refuseTerms(request: OrderRequest): Refusal | undefined {
  return (
    refuseAmounts(request) ??
    refusePrices(request) ??
    refuseTrail(request) ??
    refuseFraction(request) ??
    refuseHours(request) ??
    refuseGroup(request) ??
    refuseTick('limit_price', request.limitPrice) ??
    refuseTick('stop_price', request.stopPrice) ??
    refuseTick('trail_price', request.trailPrice) ??
    refuseTick('take_profit.limit_price', request.takeProfit?.limitPrice) ??
    refuseTick('stop_loss.stop_price', request.stopLoss?.stopPrice) ??
    refuseTick('stop_loss.limit_price', request.stopLoss?.limitPrice)
  );
}

/** Prices from one dollar have two decimals, below it four (Reg NMS rule 612). */
export function refuseTick(field: string, price: Decimal | undefined): Refusal | undefined {
  if (!price || price.decimalPlaces() <= (price.lessThan(1) ? 4 : 2)) return undefined;
  return unprocessable(
    `invalid ${field} ${text(price)}. sub-penny increment does not fulfill minimum pricing criteria`,
  );
}

function refuseAmounts({ qty, notional }: OrderRequest): Refusal | undefined {
  if (qty && notional) return invalidOrder('only one of qty or notional is accepted');
  if (!qty && !notional) return invalidOrder('qty or notional is required');
  if (notional && notional.decimalPlaces() > 2) {
    return unprocessable('notional value must be limited to 2 decimal places');
  }
  return qty && qty.decimalPlaces() > 9 ? unprocessable('qty can have at most 9 decimal places') : undefined;
}

function refusePrices({
  type,
  orderClass,
  takeProfit,
  limitPrice,
  stopPrice,
}: OrderRequest): Refusal | undefined {
  const named = type.replace('_', ' ');
  const needsLimit = type === 'limit' || type === 'stop_limit';
  const needsStop = type === 'stop' || type === 'stop_limit';
  if (orderClass === 'oco' && !takeProfit && !limitPrice) {
    return invalidOrder('oco orders require take_profit.limit_price');
  }
  if (needsLimit && !limitPrice) return invalidOrder(`${named} orders require a limit price`);
  if (needsStop && !stopPrice) return invalidOrder(`${named} orders require a stop price`);
  if (!needsLimit && limitPrice && orderClass !== 'oco') {
    return invalidOrder(`${named} orders must not have a limit price`);
  }
  return !needsStop && stopPrice ? invalidOrder(`${named} orders must not have a stop price`) : undefined;
}

function refuseTrail({ type, trailPrice, trailPercent, timeInForce }: OrderRequest): Refusal | undefined {
  if (type !== 'trailing_stop') {
    return trailPrice || trailPercent
      ? invalidOrder('trail_price and trail_percent are for trailing_stop orders')
      : undefined;
  }
  if (!trailPrice === !trailPercent) {
    return invalidOrder('trailing stop orders must specify one of trail_price or trail_percent');
  }
  if (trailPercent?.greaterThanOrEqualTo(100)) return invalidOrder('trail_percent must be < 100');
  return timeInForce === 'day' || timeInForce === 'gtc'
    ? undefined
    : unprocessable('trailing stop orders must be DAY or GTC orders');
}

function refuseFraction(request: OrderRequest): Refusal | undefined {
  const { qty, notional, type, timeInForce, orderClass } = request;
  if (notional && type !== 'market') return unprocessable('notional orders must be market orders');
  if (!notional && qty?.isInteger()) return undefined;
  if (timeInForce !== 'day') return unprocessable('fractional orders must be DAY orders');
  if (orderClass) return unprocessable('fractional orders must be simple orders');
  return type === 'trailing_stop'
    ? unprocessable('fractional orders must be market, limit, stop or stop_limit orders')
    : undefined;
}

function refuseHours({ type, timeInForce, extendedHours, orderClass }: OrderRequest): Refusal | undefined {
  const auction = timeInForce === 'opg' || timeInForce === 'cls';
  if (auction && type !== 'market' && type !== 'limit') {
    return unprocessable(`${timeInForce} orders must be market or limit orders`);
  }
  if (!extendedHours) return undefined;
  if (orderClass) return unprocessable('complex orders not supported for extended hours trading');
  return type === 'limit' && timeInForce === 'day'
    ? undefined
    : unprocessable('extended hours order must be DAY limit orders');
}

function refuseGroup(request: OrderRequest): Refusal | undefined {
  const { orderClass, takeProfit, stopLoss, type, timeInForce, side } = request;
  if (!orderClass) {
    return takeProfit || stopLoss
      ? unprocessable('take_profit and stop_loss are for bracket, oco and oto orders')
      : undefined;
  }
  if (timeInForce !== 'day' && timeInForce !== 'gtc') {
    return unprocessable(`${orderClass} orders must be DAY or GTC orders`);
  }
  if (type === 'trailing_stop') return unprocessable('trailing stop orders must be simple orders');
  if (orderClass === 'oto') {
    return !takeProfit === !stopLoss
      ? invalidOrder('oto orders require one of take_profit or stop_loss')
      : undefined;
  }
  if (orderClass === 'oco' && type !== 'limit') return unprocessable('oco orders must be limit orders');
  const target = takeProfit?.limitPrice ?? (orderClass === 'oco' ? request.limitPrice : undefined);
  if (!target) return invalidOrder(`${orderClass} orders require take_profit.limit_price`);
  if (!stopLoss) return invalidOrder(`${orderClass} orders require stop_loss.stop_price`);
  // The exits sell what a buy has opened: an OCO is the exits themselves.
  const sells = (side === 'buy') !== (orderClass === 'oco');
  const ordered = sells ? target.greaterThan(stopLoss.stopPrice) : target.lessThan(stopLoss.stopPrice);
  if (ordered) return undefined;
  return unprocessable(`take_profit.limit_price must be ${sells ? '>' : '<'} stop_loss.stop_price`);
}
