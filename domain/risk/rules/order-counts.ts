import { onlyReduces } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** So many orders a minute and a day, and so many open at once. Orders that only reduce are not held up. */
export const orderCountsRule: RiskRule = (order, context) => {
  if (onlyReduces(order, context)) return undefined;
  const { limits, ordersLastMinute, ordersToday, openOrders } = context;
  if (!(ordersLastMinute < limits.ordersPerMinuteMax) || !(ordersToday < limits.ordersPerDayMax)) {
    return {
      code: 'ORDER_COUNT_LIMIT',
      facts: {
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
        facts: { openOrders: String(openOrders), openOrdersMax: String(limits.openOrdersMax) },
      };
};
