import { shownAmount } from '../amount.ts';
import { measureOrder } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** All open sales together stay within what is held, unless the account may sell short. */
export const shortSellingRule: RiskRule = (order, context) => {
  if (order.side === 'buy' || context.limits.shortingAllowed) return undefined;
  const measure = measureOrder(order, context);
  return measure?.openingQty.isZero() === true
    ? undefined
    : {
        code: 'SHORT_NOT_ALLOWED',
        facts: {
          qty: shownAmount(measure?.qty),
          positionQty: context.positionQty,
          openSellQty: context.openSellQty,
        },
      };
};
