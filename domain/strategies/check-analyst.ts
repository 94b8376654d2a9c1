import { decimal, isDecimalString } from '../money.ts';
import { type AnalystParameters, VOTES_MAX } from './analyst.ts';

/** A parameter that makes no sense, by itself or beside the others. */
export interface ParameterFault {
  readonly field: keyof AnalystParameters;
  readonly demand: string;
}

/** Bounds of what a person may set, whatever a model would do with it. */
const STEPS_MAX = 100;
const TOOL_CALLS_MAX = 200;
const TOKENS_MAX = 10_000_000;
const SECONDS_MIN = 10;
const SECONDS_MAX = 1_800;
const USD_MAX = '1000';

/** What is wrong with an analyst's parameters; undefined when they make sense. */
export function checkAnalyst(parameters: AnalystParameters): ParameterFault | undefined {
  const { maxWeight, investedMax, rebalanceBand, minConfidence, critic, whenSpent } = parameters;
  const { stepsMax, toolCallsMax, tokensMax, secondsMax, votes, usdMax, strategyUsdPerDay } = parameters;
  if (!isShare(maxWeight) || decimal(maxWeight).isZero()) {
    return { field: 'maxWeight', demand: 'must be a share of equity above 0 and up to 1' };
  }
  if (!isShare(investedMax) || decimal(investedMax).lessThan(maxWeight)) {
    return { field: 'investedMax', demand: 'must be a share of equity from maxWeight to 1' };
  }
  if (!isShare(rebalanceBand) || decimal(rebalanceBand).greaterThanOrEqualTo(maxWeight)) {
    return { field: 'rebalanceBand', demand: 'must be a share of equity from 0 to below maxWeight' };
  }
  if (!(Number.isFinite(minConfidence) && minConfidence >= 0 && minConfidence <= 1)) {
    return { field: 'minConfidence', demand: 'must be from 0 to 1' };
  }
  const whole = [
    ['stepsMax', stepsMax, 1, STEPS_MAX],
    ['toolCallsMax', toolCallsMax, 0, TOOL_CALLS_MAX],
    ['tokensMax', tokensMax, 1_000, TOKENS_MAX],
    ['secondsMax', secondsMax, SECONDS_MIN, SECONDS_MAX],
    ['votes', votes, 1, VOTES_MAX],
  ] as const;
  const wrong = whole.find(
    ([, value, least, most]) => !Number.isInteger(value) || value < least || value > most,
  );
  if (wrong !== undefined) {
    return { field: wrong[0], demand: `must be a whole number from ${wrong[2]} to ${wrong[3]}` };
  }
  if (!isDollars(usdMax)) return { field: 'usdMax', demand: `must be dollars above 0 and up to ${USD_MAX}` };
  if (strategyUsdPerDay !== null && !isDollars(strategyUsdPerDay)) {
    return { field: 'strategyUsdPerDay', demand: `must be dollars above 0 and up to ${USD_MAX}, or null` };
  }
  if (typeof critic !== 'boolean') return { field: 'critic', demand: 'must be true or false' };
  if (whenSpent !== 'cheaper-model' && whenSpent !== 'no-decision') {
    return { field: 'whenSpent', demand: 'must be cheaper-model or no-decision' };
  }
  return undefined;
}

function isShare(text: string): boolean {
  return typeof text === 'string' && isDecimalString(text) && decimal(text).gte(0) && decimal(text).lte(1);
}

function isDollars(text: string): boolean {
  return (
    typeof text === 'string' && isDecimalString(text) && decimal(text).gt(0) && decimal(text).lte(USD_MAX)
  );
}
