import { decimal, isDecimalString, toDecimalString } from '../money.ts';
import type { Refusal } from '../refusal.ts';
import { checkAnalyst } from './check-analyst.ts';
import { MOMENTUM_LOOKBACKS } from './momentum.ts';
import type { QuantitativeDefinition, StrategyDefinition } from './registry.ts';

/** Holdings at most, whatever the kind: a bound that no sensible universe meets. */
const HOLDINGS_MAX = 1000;

/**
 * Whether a strategy's parameters make sense together, wherever they were stored: code `STRATEGY_PARAMETERS` with the
 * field and its value, or nothing. Their shape is checked at the edges.
 */
export function checkParameters(definition: StrategyDefinition): Refusal | undefined {
  if (definition.kind !== 'analyst') return checkRule(definition);
  const fault = checkAnalyst(definition.parameters);
  if (fault === undefined) return undefined;
  return refuse(fault.field, definition.parameters[fault.field], fault.demand);
}

function checkRule(definition: QuantitativeDefinition): Refusal | undefined {
  const { kind, parameters } = definition;
  const holdings = kind === 'momentum' ? parameters.topN : parameters.maxHoldings;
  const holdingsField = kind === 'momentum' ? 'topN' : 'maxHoldings';
  if (!Number.isInteger(holdings) || holdings < 1 || holdings > HOLDINGS_MAX) {
    return refuse(holdingsField, holdings, `must be a whole number from 1 to ${HOLDINGS_MAX}`);
  }
  const { targetWeight, rebalanceBand } = parameters;
  if (!isShare(targetWeight) || decimal(targetWeight).isZero()) {
    return refuse('targetWeight', targetWeight, 'must be a share of equity above 0 and up to 1');
  }
  if (!isShare(rebalanceBand) || decimal(rebalanceBand).gte(targetWeight)) {
    return refuse(
      'rebalanceBand',
      rebalanceBand,
      'must be a share of equity from 0 to below the target weight',
    );
  }
  const total = decimal(targetWeight).times(holdings);
  if (total.gt(1)) {
    return refuse(
      'targetWeight',
      targetWeight,
      `times ${holdings} holdings is ${toDecimalString(total)} of equity, above 1`,
    );
  }
  if (kind === 'momentum') {
    if (!MOMENTUM_LOOKBACKS.includes(parameters.lookback)) {
      return refuse('lookback', parameters.lookback, `must be one of ${MOMENTUM_LOOKBACKS.join(', ')}`);
    }
    if (!Number.isFinite(parameters.minReturn) || parameters.minReturn < -1) {
      return refuse('minReturn', parameters.minReturn, 'must be a finite return of -1 or more');
    }
    return undefined;
  }
  if (!Number.isFinite(parameters.entryZ) || parameters.entryZ <= 0) {
    return refuse('entryZ', parameters.entryZ, 'must be a positive number');
  }
  if (!Number.isFinite(parameters.exitZ) || parameters.exitZ < 0 || parameters.exitZ >= parameters.entryZ) {
    return refuse('exitZ', parameters.exitZ, 'must be from 0 to below entryZ');
  }
  return undefined;
}

function isShare(text: string): boolean {
  return typeof text === 'string' && isDecimalString(text) && decimal(text).gte(0) && decimal(text).lte(1);
}

function refuse(field: string, value: unknown, demand: string): Refusal {
  return {
    code: 'STRATEGY_PARAMETERS',
    message: `The parameter ${field} ${demand}.`,
    facts: { field, value: String(value) },
  };
}
