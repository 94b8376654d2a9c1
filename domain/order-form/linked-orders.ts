import { isComplex, ORDER_CLASSES, type OrderRequest } from '../order.ts';
import { finiteAmount, positiveAmount } from '../risk/amount.ts';
import { type FormFault, formFault } from './form-fault.ts';

/** The exits lie this many dollars beyond the entry's price at least. */
const BEYOND_BASE = '0.01';

/** Which exits belong to the order's class, and on which side of one another and of the entry's own price. */
export function linkedOrdersFault(order: OrderRequest): FormFault | undefined {
  const { orderClass, takeProfit, stopLoss, type, timeInForce } = order;
  if (orderClass !== undefined && !ORDER_CLASSES.includes(orderClass)) {
    return formFault('orderClass', orderClass, ORDER_CLASSES.join(', '));
  }
  if (orderClass === undefined || !isComplex(order)) {
    if (takeProfit !== undefined) return formFault('takeProfit', 'given', 'none for a simple order');
    return stopLoss === undefined ? undefined : formFault('stopLoss', 'given', 'none for a simple order');
  }
  if (timeInForce !== 'day' && timeInForce !== 'gtc') {
    return formFault('timeInForce', timeInForce, `day or gtc for ${orderClass}`);
  }
  if (type === 'trailing_stop') return formFault('type', type, 'no trailing stop among linked orders');
  if (orderClass === 'oto') {
    if ((takeProfit === undefined) === (stopLoss === undefined)) {
      return formFault('takeProfit', undefined, 'exactly one of takeProfit and stopLoss for oto');
    }
  } else {
    if (takeProfit === undefined) return formFault('takeProfit', undefined, `one for ${orderClass}`);
    if (stopLoss === undefined) return formFault('stopLoss', undefined, `one for ${orderClass}`);
  }
  if (takeProfit !== undefined && positiveAmount(takeProfit.limitPrice) === undefined) {
    return formFault('takeProfit.limitPrice', takeProfit.limitPrice, 'a price');
  }
  if (stopLoss !== undefined && positiveAmount(stopLoss.stopPrice) === undefined) {
    return formFault('stopLoss.stopPrice', stopLoss.stopPrice, 'a price');
  }
  return (orderClass === 'oco' ? ocoFault(order) : undefined) ?? sidesFault(order) ?? baseFault(order);
}

function ocoFault({ type, limitPrice, takeProfit }: OrderRequest): FormFault | undefined {
  if (type !== 'limit') return formFault('type', type, 'limit for oco');
  const asked = finiteAmount(limitPrice);
  return asked === undefined || finiteAmount(takeProfit?.limitPrice)?.eq(asked) === true
    ? undefined
    : formFault('limitPrice', limitPrice, 'none, or the one of takeProfit, for oco');
}

/** A position that was bought takes its profit above its stop, one that was sold short below it. */
function sidesFault(order: OrderRequest): FormFault | undefined {
  const profit = positiveAmount(order.takeProfit?.limitPrice);
  const stop = positiveAmount(order.stopLoss?.stopPrice);
  if (profit === undefined || stop === undefined) return undefined;
  const ordered = exitsSell(order) ? profit.gt(stop) : profit.lt(stop);
  return ordered
    ? undefined
    : formFault(
        'takeProfit.limitPrice',
        order.takeProfit?.limitPrice,
        `${exitsSell(order) ? 'above' : 'below'} stopLoss.stopPrice`,
      );
}

/** For an entry that names its price; one at market is judged by the quote, in `exitPricesFault`. */
function baseFault(order: OrderRequest): FormFault | undefined {
  const base = order.orderClass === 'oco' ? undefined : (order.limitPrice ?? order.stopPrice);
  return base === undefined ? undefined : exitPricesFault(order, { highest: base, lowest: base });
}

/**
 * Exits that lie on the wrong side of the price that the entry may have got: `highest` to `lowest`, dollars. Nothing
 * for an OCO, whose exits are on either side of a market that moves.
 */
export function exitPricesFault(
  order: OrderRequest,
  base: { readonly highest: string; readonly lowest: string },
): FormFault | undefined {
  if (order.orderClass === 'oco' || !isComplex(order)) return undefined;
  const highest = positiveAmount(base.highest);
  const lowest = positiveAmount(base.lowest);
  const profit = positiveAmount(order.takeProfit?.limitPrice);
  const stop = positiveAmount(order.stopLoss?.stopPrice);
  if (highest === undefined || lowest === undefined) return undefined;
  const sells = exitsSell(order);
  const beyond = (above: boolean): string =>
    `at least ${BEYOND_BASE} ${above ? 'above' : 'below'} the entry’s price`;
  if (profit !== undefined) {
    const far = sells ? profit.gte(lowest.plus(BEYOND_BASE)) : profit.lte(highest.minus(BEYOND_BASE));
    if (!far) return formFault('takeProfit.limitPrice', order.takeProfit?.limitPrice, beyond(sells));
  }
  if (stop !== undefined) {
    const far = sells ? stop.lte(highest.minus(BEYOND_BASE)) : stop.gte(lowest.plus(BEYOND_BASE));
    if (!far) return formFault('stopLoss.stopPrice', order.stopLoss?.stopPrice, beyond(!sells));
  }
  return undefined;
}

/** The exits sell what a buy has opened; an OCO is the exits themselves. */
function exitsSell(order: OrderRequest): boolean {
  return (order.side === 'buy') !== (order.orderClass === 'oco');
}
