import type { Decimal } from '../../money.ts';
import { decimal } from '../../money.ts';
import { positiveAmount, shownAmount } from '../amount.ts';
import { measureOrder } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** A holding stays within its share of equity even if this order and all open ones on its side are filled. */
export const positionShareRule: RiskRule = (order, context) => {
  const measure = measureOrder(order, context);
  if (measure?.openingQty.isZero() === true) return undefined;
  const { equity, positionQty, limits, quote } = context;
  const limit = decimal(equity).times(limits.positionShareOfEquityMax);
  const ahead =
    order.side === 'buy'
      ? decimal(positionQty).plus(context.openBuyQty)
      : decimal(positionQty).minus(context.openSellQty);
  const qty = measure === undefined ? undefined : order.side === 'buy' ? measure.qty : measure.qty.negated();
  const position = qty === undefined ? undefined : ahead.plus(qty);
  const value =
    measure === undefined ? undefined : position?.abs().times(dearer(measure.worstPrice, quote?.ask));
  return value?.lte(limit) === true
    ? undefined
    : {
        code: 'POSITION_LIMIT',
        facts: {
          positionQty,
          positionQtyAfter: shownAmount(position),
          positionNotionalAfter: shownAmount(value),
          positionNotionalMax: shownAmount(limit),
          equity,
        },
      };
};

/** What is held already is worth the quote, even where the order's own price is below it. */
function dearer(price: Decimal, ask: string | undefined): Decimal {
  const quoted = positiveAmount(ask);
  return quoted?.gt(price) === true ? quoted : price;
}
