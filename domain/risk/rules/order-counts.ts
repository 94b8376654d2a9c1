import type { RiskLimits } from '../limits.ts';
import { onlyReduces } from '../measure-order.ts';
import type { OrderCounts, RiskRule } from '../risk-context.ts';
import { tightenLimits } from '../strategy-limits.ts';

/**
 * So many orders a minute and a day, and so many open at once: those of the account, and those of the strategy by
 * its own limits. Orders that only reduce are not held up.
 */
export const orderCountsRule: RiskRule = (order, context) => {
  if (onlyReduces(order, context)) return undefined;
  const { strategy, limits } = context;
  return (
    tooMany(context, limits, 'account') ??
    (strategy === undefined
      ? undefined
      : tooMany(strategy.counts, tightenLimits(limits, strategy.limits), 'strategy'))
  );
};

function tooMany(
  counts: OrderCounts,
  limits: Pick<RiskLimits, 'ordersPerMinuteMax' | 'ordersPerDayMax' | 'openOrdersMax'>,
  of: string,
): ReturnType<RiskRule> {
  const { ordersLastMinute, ordersToday, openOrders } = counts;
  if (!(ordersLastMinute < limits.ordersPerMinuteMax) || !(ordersToday < limits.ordersPerDayMax)) {
    return {
      code: 'ORDER_COUNT_LIMIT',
      facts: {
        of,
        ordersLastMinute: String(ordersLastMinute),
        ordersPerMinuteMax: String(limits.ordersPerMinuteMax),
        ordersToday: String(ordersToday),
        ordersPerDayMax: String(limits.ordersPerDayMax),
      },
    };
  }
  return openOrders < limits.openOrdersMax
    ? undefined
    : {
        code: 'OPEN_ORDER_LIMIT',
        facts: { of, openOrders: String(openOrders), openOrdersMax: String(limits.openOrdersMax) },
      };
}
