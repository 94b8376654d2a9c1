import { describe, expect, it } from 'vitest';
import { checkParameters } from './check-parameters.ts';
import { DEFAULT_PARAMETERS, STRATEGY_KINDS } from './registry.ts';

describe('checkParameters', () => {
  it('accepts every kind’s defaults', () => {
    expect(STRATEGY_KINDS).toEqual(Object.keys(DEFAULT_PARAMETERS));
    expect(checkParameters({ kind: 'momentum', parameters: DEFAULT_PARAMETERS.momentum })).toBeUndefined();
    expect(
      checkParameters({ kind: 'mean-reversion', parameters: DEFAULT_PARAMETERS['mean-reversion'] }),
    ).toBeUndefined();
    expect(checkParameters({ kind: 'analyst', parameters: DEFAULT_PARAMETERS.analyst })).toBeUndefined();
  });

  it.each([
    ['maxWeight', { maxWeight: '0' }],
    ['maxWeight', { maxWeight: 'NaN' }],
    ['investedMax', { investedMax: '0.05' }],
    ['investedMax', { investedMax: '1.5' }],
    ['rebalanceBand', { rebalanceBand: '0.1' }],
    ['minConfidence', { minConfidence: NaN }],
    ['stepsMax', { stepsMax: 0 }],
    ['toolCallsMax', { toolCallsMax: -1 }],
    ['tokensMax', { tokensMax: Infinity }],
    ['secondsMax', { secondsMax: 5 }],
    ['votes', { votes: 8 }],
    ['usdMax', { usdMax: '0' }],
    ['strategyUsdPerDay', { strategyUsdPerDay: '-1' }],
  ])('refuses an analyst whose %s makes no sense: %j', (field, change) => {
    const refusal = checkParameters({
      kind: 'analyst',
      parameters: { ...DEFAULT_PARAMETERS.analyst, ...change },
    });
    expect(refusal).toMatchObject({ code: 'STRATEGY_PARAMETERS', facts: { field } });
  });

  it.each([
    ['topN', { topN: 0 }],
    ['topN', { topN: 1.5 }],
    ['topN', { topN: NaN }],
    ['targetWeight', { targetWeight: '0' }],
    ['targetWeight', { targetWeight: '-0.1' }],
    ['targetWeight', { targetWeight: 'NaN' }],
    ['targetWeight', { targetWeight: '1e-1' }],
    ['targetWeight', { targetWeight: '0.5', topN: 3 }],
    ['rebalanceBand', { rebalanceBand: '-0.01' }],
    ['rebalanceBand', { rebalanceBand: '0.1' }],
    ['minReturn', { minReturn: Infinity }],
    ['minReturn', { minReturn: -1.5 }],
  ])('refuses a momentum strategy whose %s makes no sense: %j', (field, change) => {
    const refusal = checkParameters({
      kind: 'momentum',
      parameters: { ...DEFAULT_PARAMETERS.momentum, ...change },
    });
    expect(refusal).toMatchObject({ code: 'STRATEGY_PARAMETERS', facts: { field } });
  });

  it.each([
    ['entryZ', { entryZ: 0 }],
    ['entryZ', { entryZ: NaN }],
    ['exitZ', { exitZ: 2 }],
    ['exitZ', { exitZ: -0.1 }],
    ['maxHoldings', { maxHoldings: 0 }],
    ['targetWeight', { targetWeight: '0.3' }],
  ])('refuses a mean-reversion strategy whose %s makes no sense: %j', (field, change) => {
    const refusal = checkParameters({
      kind: 'mean-reversion',
      parameters: { ...DEFAULT_PARAMETERS['mean-reversion'], ...change },
    });
    expect(refusal).toMatchObject({ code: 'STRATEGY_PARAMETERS', facts: { field } });
  });
});
