import { isComplex } from '../../order.ts';
import { exitPricesFault } from '../../order-form/linked-orders.ts';
import { measureOrder } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/**
 * A bracket or OTO opens a position and an OCO closes one; the exits of an entry at market lie beyond the quote. What
 * the entry's own price tells is asked with the form.
 */
export const linkedExitsRule: RiskRule = (order, context) => {
  const { orderClass, limitPrice, stopPrice } = order;
  if (orderClass === undefined || !isComplex(order)) return undefined;
  const measure = measureOrder(order, context);
  const fits = orderClass === 'oco' ? measure?.openingQty.isZero() : measure?.openingQty.gt(0);
  if (fits !== true) {
    const demand = orderClass === 'oco' ? 'the exit of a position' : 'the entry of a position';
    return { code: 'ORDER_MALFORMED', facts: { field: 'orderClass', value: orderClass, demand } };
  }
  if (limitPrice !== undefined || stopPrice !== undefined || context.quote === undefined) return undefined;
  const { ask, bid } = context.quote;
  const fault = exitPricesFault(order, { highest: ask, lowest: bid });
  return fault === undefined ? undefined : { code: 'ORDER_MALFORMED', facts: { ...fault } };
};
