import { shownAmount } from '../amount.ts';
import { measureOrder } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** No single order opens more than so many shares. */
export const orderQtyRule: RiskRule = (order, context) => {
  const measure = measureOrder(order, context);
  if (measure?.openingQty.isZero() === true) return undefined;
  const { orderQtyMax } = context.limits;
  return measure?.qty.lte(orderQtyMax) === true
    ? undefined
    : {
        code: 'QTY_LIMIT',
        facts: { qty: shownAmount(measure?.qty), orderQtyMax },
      };
};
