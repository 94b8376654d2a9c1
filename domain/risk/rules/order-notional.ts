import { shownAmount } from '../amount.ts';
import { measureOrder } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** No single order opens more than so many dollars, at the worst price it may get. */
export const orderNotionalRule: RiskRule = (order, context) => {
  const measure = measureOrder(order, context);
  if (measure?.openingQty.isZero() === true) return undefined;
  const { orderNotionalMax } = context.limits;
  return measure?.notional.lte(orderNotionalMax) === true
    ? undefined
    : {
        code: 'NOTIONAL_LIMIT',
        facts: {
          notional: shownAmount(measure?.notional),
          orderNotionalMax,
        },
      };
};
