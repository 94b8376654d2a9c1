import { finiteAmount, positiveAmount, shown } from '../amount.ts';
import type { RiskRule } from '../risk-context.ts';

/** Every amount in the order is positive, and every amount it is judged by can be read. */
export const finiteNumbersRule: RiskRule = (order, context) => {
  const { qty, notional, limitPrice, stopPrice, trailPrice, trailPercent, takeProfit, stopLoss } = order;
  const asked = {
    qty,
    notional,
    limitPrice,
    stopPrice,
    trailPrice,
    trailPercent,
    'takeProfit.limitPrice': takeProfit?.limitPrice,
    'stopLoss.stopPrice': stopLoss?.stopPrice,
    'stopLoss.limitPrice': stopLoss?.limitPrice,
  };
  for (const [field, value] of Object.entries(asked)) {
    if (value !== undefined && positiveAmount(value) === undefined) return notANumber(field, value);
  }
  const { equity, buyingPower, positionQty, openBuyQty, openSellQty, reservedNotional, limits } = context;
  const { orderNotionalMax, positionShareOfEquityMax } = limits;
  for (const [field, value] of Object.entries({ equity, buyingPower, positionQty })) {
    if (finiteAmount(value) === undefined) return notANumber(field, value);
  }
  const neverNegative = {
    openBuyQty,
    openSellQty,
    reservedNotional,
    orderNotionalMax,
    positionShareOfEquityMax,
  };
  for (const [field, value] of Object.entries(neverNegative)) {
    if (finiteAmount(value)?.isNegative() !== false) return notANumber(field, value);
  }
  const { openOrders, ordersLastMinute, ordersToday } = context;
  const { ordersPerMinuteMax, ordersPerDayMax, openOrdersMax, quoteAgeMsMax } = limits;
  const counts = {
    openOrders,
    ordersLastMinute,
    ordersToday,
    ordersPerMinuteMax,
    ordersPerDayMax,
    openOrdersMax,
    quoteAgeMsMax,
  };
  for (const [field, value] of Object.entries(counts)) {
    if (!Number.isSafeInteger(value) || value < 0) return notANumber(field, value);
  }
  return undefined;
};

function notANumber(field: string, value: unknown): ReturnType<RiskRule> {
  return { code: 'NOT_A_NUMBER', facts: { field, value: shown(value) } };
}
