import type { OrderRequest } from '../order.ts';
import { positiveAmount } from '../risk/amount.ts';
import { type FormFault, formFault } from './form-fault.ts';

/** Which prices belong to the order's type, and in which steps. */
export function pricesFault(order: OrderRequest): FormFault | undefined {
  return presenceFault(order) ?? trailFault(order) ?? ticksFault(order);
}

function presenceFault({ type, orderClass, limitPrice, stopPrice }: OrderRequest): FormFault | undefined {
  const limited = type === 'limit' || type === 'stop_limit';
  const stopped = type === 'stop' || type === 'stop_limit';
  // The limit of an OCO is its take-profit's, and may be said there alone.
  if (limited !== (limitPrice !== undefined) && !(orderClass === 'oco' && limited)) {
    return formFault('limitPrice', limitPrice, limited ? 'a limit price' : `none for a ${type} order`);
  }
  return stopped === (stopPrice !== undefined)
    ? undefined
    : formFault('stopPrice', stopPrice, stopped ? 'a stop price' : `none for a ${type} order`);
}

function trailFault(order: OrderRequest): FormFault | undefined {
  const { type, trailPrice, trailPercent, timeInForce } = order;
  if (type !== 'trailing_stop') {
    const field = trailPrice !== undefined ? 'trailPrice' : 'trailPercent';
    return order[field] === undefined
      ? undefined
      : formFault(field, order[field], `none for a ${type} order`);
  }
  if ((trailPrice === undefined) === (trailPercent === undefined)) {
    return formFault('trailPrice', trailPrice, 'exactly one of trailPrice and trailPercent');
  }
  if (positiveAmount(trailPercent)?.gte(100) === true) {
    return formFault('trailPercent', trailPercent, 'less than 100');
  }
  return timeInForce === 'day' || timeInForce === 'gtc'
    ? undefined
    : formFault('timeInForce', timeInForce, 'day or gtc for a trailing stop');
}

/** Prices from one dollar are in cents, below it in hundredths of a cent (Regulation NMS, rule 612). */
function ticksFault(order: OrderRequest): FormFault | undefined {
  const prices: Readonly<Record<string, string | undefined>> = {
    limitPrice: order.limitPrice,
    stopPrice: order.stopPrice,
    trailPrice: order.trailPrice,
    'takeProfit.limitPrice': order.takeProfit?.limitPrice,
    'stopLoss.stopPrice': order.stopLoss?.stopPrice,
    'stopLoss.limitPrice': order.stopLoss?.limitPrice,
  };
  for (const [field, price] of Object.entries(prices)) {
    const amount = positiveAmount(price);
    if (amount === undefined) continue;
    const placesMax = amount.gte(1) ? 2 : 4;
    if (amount.decimalPlaces() > placesMax) {
      return formFault(field, price, `at most ${placesMax} decimal places`);
    }
  }
  return undefined;
}
