import type { Abstention, Decision } from '../decision.ts';
import type { DecimalString } from '../money.ts';
import { abstain } from './abstain.ts';
import { type DataRule, QUOTE_AND_BARS } from './data-rule.ts';
import type { Judged } from './judge-data.ts';
import type { Strategy } from './strategy.ts';
import { isHeld, mergeDecision, surveyUniverse } from './survey-universe.ts';
import type { Target } from './target-weight.ts';
import { sharesOf, sizeToTarget } from './target-weight.ts';
import { rounded } from './wording.ts';

export interface MeanReversionParameters {
  /** Buys at this many standard deviations below the mean of 20 closes, or more. Positive. */
  readonly entryZ: number;
  /** Sells once the close is back within this many standard deviations below the mean. Less than `entryZ`. */
  readonly exitZ: number;
  /** Share of equity for each holding. */
  readonly targetWeight: DecimalString;
  readonly maxHoldings: number;
  /** Steps smaller than this share of equity are not traded. */
  readonly rebalanceBand: DecimalString;
}

export const MEAN_REVERSION_DEFAULTS: MeanReversionParameters = {
  entryZ: 2,
  exitZ: 0.5,
  targetWeight: '0.1',
  maxHoldings: 5,
  rebalanceBand: '0.01',
};

/** It measures the distance from a mean of closes, and says nothing of filings, news, short sales or currencies: those may be missing. */
export const MEAN_REVERSION_DATA: DataRule = QUOTE_AND_BARS;

interface Stretched {
  readonly data: Judged;
  readonly z: number;
}

/**
 * Buys what has fallen far below its mean of 20 closes, farthest first, and sells it once it has come back. Between
 * the two it holds without adding. A holding that cannot be judged counts against `maxHoldings`.
 * Confidence grows from one half at the threshold to one at twice the way.
 */
export const meanReversion: Strategy<MeanReversionParameters> = (input): Decision => {
  const { parameters } = input;
  const survey = surveyUniverse(input, MEAN_REVERSION_DATA);
  const abstentions: Abstention[] = [...survey.abstentions];
  const targets: Target[] = [];
  const candidates: Stretched[] = [];
  let holdings = survey.unjudgedHoldings.length;

  for (const data of survey.judged) {
    const z = data.features.zScore20;
    const held = isHeld(input, data.symbol);
    if (z === undefined || !Number.isFinite(z)) {
      if (held) holdings += 1;
      abstentions.push(
        abstain(data.symbol, 'MISSING_DATA', 'There is no distance from the mean.', { missing: 'zScore20' }),
      );
    } else if (z <= -parameters.entryZ) candidates.push({ data, z });
    else if (!held)
      abstentions.push(abstain(data.symbol, 'NOT_STRETCHED', `${story(data, z)}.`, factsOf(z, parameters)));
    else if (z >= -parameters.exitZ && !sharesOf(input.positions, data.symbol).isZero()) {
      targets.push(exit(data, z, parameters));
    } else {
      holdings += 1;
      abstentions.push(abstain(data.symbol, 'HOLDING', `${story(data, z)}: held.`, factsOf(z, parameters)));
    }
  }

  const held = candidates.filter(({ data }) => isHeld(input, data.symbol));
  const free = candidates
    .filter(({ data }) => !isHeld(input, data.symbol))
    .sort((one, other) => one.z - other.z || (one.data.symbol < other.data.symbol ? -1 : 1));
  const places = Math.max(0, parameters.maxHoldings - holdings - held.length);
  for (const { data, z } of [...held, ...free.slice(0, places)]) targets.push(entry(data, z, parameters));
  for (const { data, z } of free.slice(places)) {
    abstentions.push(
      abstain(data.symbol, 'HOLDINGS_FULL', `${story(data, z)}, but there is no place for another holding.`, {
        ...factsOf(z, parameters),
        maxHoldings: String(parameters.maxHoldings),
      }),
    );
  }
  return mergeDecision(sizeToTarget(input, targets, parameters.rebalanceBand), abstentions);
};

function entry(data: Judged, z: number, parameters: MeanReversionParameters): Target {
  return {
    data,
    weight: parameters.targetWeight,
    confidence: Math.min(1, -z / (2 * parameters.entryZ)),
    thesis: `${story(data, z)}, at or beyond the ${rounded(parameters.entryZ)} at which it is bought.`,
    invalidation: `It comes back to within ${rounded(parameters.exitZ)} standard deviations below its mean.`,
  };
}

function exit(data: Judged, z: number, parameters: MeanReversionParameters): Target {
  const way = parameters.entryZ - parameters.exitZ;
  return {
    data,
    weight: '0',
    confidence: Math.min(1, 0.5 + (z + parameters.exitZ) / (2 * way)),
    thesis: `${story(data, z)}: the way back to the mean is done.`,
    invalidation: `It falls again to ${rounded(parameters.entryZ)} standard deviations below its mean.`,
  };
}

function story(data: Judged, z: number): string {
  const side = z < 0 ? 'below' : 'above';
  return `${data.symbol} closed ${rounded(Math.abs(z))} standard deviations ${side} its mean of 20 closes`;
}

function factsOf(z: number, parameters: MeanReversionParameters): Readonly<Record<string, string>> {
  return { zScore20: String(z), entryZ: String(parameters.entryZ), exitZ: String(parameters.exitZ) };
}
