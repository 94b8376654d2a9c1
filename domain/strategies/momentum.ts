import type { Abstention, Decision } from '../decision.ts';
import type { DecimalString } from '../money.ts';
import { abstain } from './abstain.ts';
import { type DataRule, QUOTE_AND_BARS } from './data-rule.ts';
import type { Judged } from './judge-data.ts';
import type { Strategy } from './strategy.ts';
import { isHeld, mergeDecision, surveyUniverse } from './survey-universe.ts';
import type { Target } from './target-weight.ts';
import { sharesOf, sizeToTarget } from './target-weight.ts';
import { percent } from './wording.ts';

export const MOMENTUM_LOOKBACKS = [5, 20, 60] as const;

export interface MomentumParameters {
  /** Daily bars over which the return is taken. */
  readonly lookback: (typeof MOMENTUM_LOOKBACKS)[number];
  /** Holdings at most. */
  readonly topN: number;
  /** Share of equity for each holding. */
  readonly targetWeight: DecimalString;
  /** Steps smaller than this share of equity are not traded. */
  readonly rebalanceBand: DecimalString;
  /** Return below which a symbol is not held, however it ranks: 0.05 is five percent. */
  readonly minReturn: number;
}

/** Holds the strongest whatever the market does. */
export const MOMENTUM_DEFAULTS: MomentumParameters = {
  lookback: 20,
  topN: 2,
  targetWeight: '0.1',
  rebalanceBand: '0.01',
  minReturn: -1,
};

/** It ranks returns, and says nothing of filings, news, short sales or currencies: those may be missing. */
export const MOMENTUM_DATA: DataRule = QUOTE_AND_BARS;

interface Ranked {
  readonly data: Judged;
  readonly value: number;
}

/**
 * Holds the `topN` symbols with the highest return over the lookback, each at the target weight, and sells what falls
 * out. A holding that cannot be judged keeps its place among the `topN`, so that weights never add up to more.
 * Confidence is the share of the ranked symbols that a bought one beats, or a sold one loses to.
 */
export const momentum: Strategy<MomentumParameters> = (input): Decision => {
  const { parameters } = input;
  const survey = surveyUniverse(input, MOMENTUM_DATA);
  const abstentions: Abstention[] = [...survey.abstentions];
  const ranked: Ranked[] = [];
  let places = parameters.topN - survey.unjudgedHoldings.length;
  for (const data of survey.judged) {
    const value = returnOf(data, parameters.lookback);
    if (value === undefined) {
      if (isHeld(input, data.symbol)) places -= 1;
      abstentions.push(
        abstain(data.symbol, 'MISSING_DATA', `There is no return over ${parameters.lookback} days.`, {
          missing: `return${parameters.lookback}`,
        }),
      );
    } else ranked.push({ data, value });
  }
  ranked.sort((one, other) => other.value - one.value || (one.data.symbol < other.data.symbol ? -1 : 1));

  const targets: Target[] = [];
  ranked.forEach((one, index) => {
    const strong = index < places;
    const selected = strong && one.value >= parameters.minReturn;
    const rank = `number ${index + 1} of ${ranked.length}`;
    const story = `${one.data.symbol} returned ${percent(one.value)} over ${parameters.lookback} trading days, ${rank}`;
    if (selected) {
      targets.push({
        data: one.data,
        weight: parameters.targetWeight,
        confidence: (ranked.length - index) / ranked.length,
        thesis: `${story}.`,
        invalidation: `It leaves the strongest ${parameters.topN}, or its return falls below ${percent(parameters.minReturn)}.`,
      });
    } else if (!sharesOf(input.positions, one.data.symbol).isZero()) {
      targets.push({
        data: one.data,
        weight: '0',
        confidence: (index + 1) / ranked.length,
        thesis: strong
          ? `${story}, which is below ${percent(parameters.minReturn)}.`
          : `${story}, which is not among the strongest ${parameters.topN}.`,
        invalidation: `It is back among the strongest ${parameters.topN} with a return of ${percent(parameters.minReturn)} or more.`,
      });
    } else {
      const facts = { rank: String(index + 1), return: String(one.value), topN: String(parameters.topN) };
      abstentions.push(
        strong
          ? abstain(one.data.symbol, 'RETURN_TOO_LOW', `${story}.`, {
              ...facts,
              minReturn: String(parameters.minReturn),
            })
          : abstain(one.data.symbol, 'NOT_AMONG_STRONGEST', `${story}.`, facts),
      );
    }
  });
  return mergeDecision(sizeToTarget(input, targets, parameters.rebalanceBand), abstentions);
};

function returnOf(data: Judged, lookback: MomentumParameters['lookback']): number | undefined {
  const { return5, return20, return60 } = data.features;
  const value = lookback === 5 ? return5 : lookback === 20 ? return20 : return60;
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
