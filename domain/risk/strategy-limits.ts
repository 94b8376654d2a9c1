import { finiteAmount } from './amount.ts';
import type { RiskLimits } from './limits.ts';

/** What a strategy may limit beside its account. The rest (losses, rejections, clocks) is about the account alone. */
export const STRATEGY_LIMIT_FIELDS = [
  'orderNotionalMax',
  'orderQtyMax',
  'orderShareOfDailyVolumeMax',
  'positionShareOfEquityMax',
  'largestThreeShareOfEquityMax',
  'grossExposureShareOfEquityMax',
  'netExposureShareOfEquityMax',
  'priceCollarMax',
  'restingPriceCollarMax',
  'ordersPerMinuteMax',
  'ordersPerDayMax',
  'openOrdersMax',
  'quoteAgeMsMax',
  'accountAgeMsMax',
  'duplicateWindowMs',
  'shortingAllowed',
] as const satisfies readonly (keyof RiskLimits)[];
type Field = (typeof STRATEGY_LIMIT_FIELDS)[number];

/** Limits that one strategy sets for its own orders; what it leaves out is as the account has it. */
export type StrategyLimits = Partial<Pick<RiskLimits, Field>>;

/** The account's limits, with the strategy's where those are stricter: a strategy never loosens anything. */
export function tightenLimits(account: RiskLimits, strategy: StrategyLimits): RiskLimits {
  const stricter = STRATEGY_LIMIT_FIELDS.filter((field) => isStricter(account, strategy, field));
  return { ...account, ...Object.fromEntries(stricter.map((field) => [field, strategy[field]])) };
}

/** The fields in which the strategy asks for more than its account allows. */
export function looserLimits(account: RiskLimits, strategy: StrategyLimits): readonly Field[] {
  return STRATEGY_LIMIT_FIELDS.filter(
    (field) =>
      strategy[field] !== undefined &&
      strategy[field] !== account[field] &&
      !isStricter(account, strategy, field),
  );
}

/** What cannot be read counts as strict, so that the rule on numbers refuses it. */
function isStricter(account: RiskLimits, strategy: StrategyLimits, field: Field): boolean {
  const theirs = account[field];
  const own = strategy[field];
  if (own === undefined || own === null) return false;
  if (theirs === null) return true;
  if (typeof own === 'boolean') return !own;
  if (typeof own === 'string') return finiteAmount(own)?.gte(theirs.toString()) !== true;
  // A longer window forbids more; of every other number the smaller is the stricter.
  return typeof theirs === 'number' && (field === 'duplicateWindowMs' ? own > theirs : own < theirs);
}
