import { finiteAmount, positiveAmount, shown } from '../amount.ts';
import { INITIAL_LIMITS } from '../limits.ts';
import type { RiskContext, RiskRule } from '../risk-context.ts';

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
  const { equity, openingEquity, highestEquity, buyingPower, positionQty } = context;
  for (const [field, value] of Object.entries({
    equity,
    openingEquity,
    highestEquity,
    buyingPower,
    positionQty,
  })) {
    if (finiteAmount(value) === undefined) return notANumber(field, value);
  }
  const { openBuyQty, openSellQty, reservedNotional } = context;
  for (const [field, value] of Object.entries({ openBuyQty, openSellQty, reservedNotional })) {
    if (!isAmount(value)) return notANumber(field, value);
  }
  const { openOrders, ordersLastMinute, ordersToday, rejectStreak, strategy } = context;
  const counts = { openOrders, ordersLastMinute, ordersToday, rejectStreak, ...strategy?.counts };
  for (const [field, value] of Object.entries(counts)) {
    if (!isCount(value)) return notANumber(field, value);
  }
  return unreadableLimit(context) ?? unreadableHolding(context);
};

const INITIAL = Object.entries(INITIAL_LIMITS);
const MAY_BE_UNSET: ReadonlySet<string> = new Set(['orderShareOfDailyVolumeMax', 'restingPriceCollarMax']);

/** Limits come from storage: each is of the kind that it began as. */
function unreadableLimit({ limits }: RiskContext): ReturnType<RiskRule> {
  const values = new Map<string, unknown>(Object.entries(limits));
  for (const [field, initial] of INITIAL) {
    const value = values.get(field);
    if (value === null && MAY_BE_UNSET.has(field)) continue;
    const readable =
      typeof initial === 'number'
        ? isCount(value)
        : typeof initial === 'boolean'
          ? typeof value === 'boolean'
          : isAmount(value);
    if (!readable) return notANumber(field, value);
  }
  return undefined;
}

function unreadableHolding({ holdings }: RiskContext): ReturnType<RiskRule> {
  for (const { symbol, qty, openBuyQty, openSellQty, price } of holdings) {
    if (finiteAmount(qty) === undefined) return notANumber(`qty of ${symbol}`, qty);
    for (const [field, value] of Object.entries({ openBuyQty, openSellQty, price })) {
      if (!isAmount(value)) return notANumber(`${field} of ${symbol}`, value);
    }
  }
  return undefined;
}

function isAmount(value: unknown): boolean {
  return finiteAmount(value)?.isNegative() === false;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function notANumber(field: string, value: unknown): ReturnType<RiskRule> {
  return { code: 'NOT_A_NUMBER', facts: { field, value: shown(value) } };
}
