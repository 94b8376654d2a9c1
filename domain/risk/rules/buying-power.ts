import { decimal } from '../../money.ts';
import { shownAmount } from '../amount.ts';
import { measureOrder, reservationOf } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** What open and unknown orders may still cost is spoken for; the rest must cover this order at its worst price. */
export const buyingPowerRule: RiskRule = (order, context) => {
  const measure = measureOrder(order, context);
  if (measure?.openingQty.isZero() === true) return undefined;
  const { buyingPower, reservedNotional } = context;
  const free = decimal(buyingPower).minus(reservedNotional);
  const needed = measure === undefined ? undefined : reservationOf(measure);
  return needed !== undefined && free.gte(needed)
    ? undefined
    : {
        code: 'INSUFFICIENT_BUYING_POWER',
        facts: {
          needed: needed ?? 'not measurable',
          free: shownAmount(free),
          buyingPower,
          reservedNotional,
        },
      };
};
