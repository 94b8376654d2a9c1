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
/** A longer window forbids more; of every other number the smaller is the stricter. */
const LONGER_IS_STRICTER: ReadonlySet<keyof RiskLimits> = new Set<keyof RiskLimits>([
  'duplicateWindowMs',
  'manualDuplicateWindowMs',
]);
const LIMIT_FIELDS: readonly (keyof RiskLimits)[] = [
  ...STRATEGY_LIMIT_FIELDS,
  'clockSkewMsMax',
  'manualDuplicateWindowMs',
  'dailyLossShareMax',
  'drawdownShareMax',
  'rejectStreakMax',
  'unresolvedOrderMsMax',
];
type Field = (typeof STRATEGY_LIMIT_FIELDS)[number];

/** Limits that one strategy sets for its own orders; what it leaves out is as the account has it. */
export type StrategyLimits = Partial<Pick<RiskLimits, Field>>;

/** The account's limits, with the strategy's where those are stricter: a strategy never loosens anything. */
export function tightenLimits(account: RiskLimits, strategy: StrategyLimits): RiskLimits {
  const stricter = STRATEGY_LIMIT_FIELDS.filter((field) => isStricter(account, strategy, field));
  return { ...account, ...Object.fromEntries(stricter.map((field) => [field, strategy[field]])) };
}

/** The fields in which `wished` asks for more than `standing` allows; what it leaves out asks for nothing. */
export function looserLimits(
  standing: RiskLimits,
  wished: Partial<RiskLimits>,
): readonly (keyof RiskLimits)[] {
  return LIMIT_FIELDS.filter(
    (field) =>
      wished[field] !== undefined &&
      !isSame(wished[field], standing[field]) &&
      !isStricter(standing, wished, field),
  );
}

function isSame(one: RiskLimits[keyof RiskLimits] | undefined, other: RiskLimits[keyof RiskLimits]): boolean {
  if (one === other) return true;
  const amount = finiteAmount(other);
  return amount !== undefined && finiteAmount(one)?.eq(amount) === true;
}

/** What cannot be read counts as strict, so that the rule on numbers refuses it. */
function isStricter(account: RiskLimits, strategy: Partial<RiskLimits>, field: keyof RiskLimits): boolean {
  const theirs = account[field];
  const own = strategy[field];
  if (own === undefined || own === null) return false;
  if (theirs === null) return true;
  if (typeof own === 'boolean') return !own;
  if (typeof own === 'string') return finiteAmount(own)?.gte(theirs.toString()) !== true;
  return typeof theirs === 'number' && (LONGER_IS_STRICTER.has(field) ? own > theirs : own < theirs);
}
