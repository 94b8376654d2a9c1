import { describe, expect, it } from 'vitest';
import { AS_OF, missingPart, okPart, quote, view } from '../samples.ts';
import type { MomentumParameters } from './momentum.ts';
import { MOMENTUM_DEFAULTS, momentum } from './momentum.ts';
import type { StrategyInput } from './strategy.ts';

function input(
  returns: Readonly<Record<string, number | undefined>>,
  fields: Partial<StrategyInput<MomentumParameters>> = {},
): StrategyInput<MomentumParameters> {
  return {
    parameters: MOMENTUM_DEFAULTS,
    equity: '100000',
    positions: {},
    openOrderQty: {},
    views: Object.keys(returns).map((symbol) => view(symbol)),
    features: Object.entries(returns).map(([symbol, return20]) => ({
      symbol,
      asOf: AS_OF,
      missing: [],
      ...(return20 === undefined ? {} : { return20 }),
    })),
    ...fields,
  };
}

const codes = (decision: ReturnType<typeof momentum>) =>
  Object.fromEntries(decision.abstentions.map(({ symbol, code }) => [symbol, code]));

describe('momentum', () => {
  it('buys the strongest at the target weight and says why, with its evidence', () => {
    const decision = momentum(input({ A: 0.01, B: 0.05, C: -0.02 }));
    expect(decision.proposals.map(({ symbol }) => symbol)).toEqual(['A', 'B']);
    expect(decision.proposals[1]).toEqual({
      symbol: 'B',
      side: 'buy',
      qty: '99',
      targetWeight: '0.1',
      referencePrice: '100.01',
      confidence: 1,
      thesis: 'B returned 5.00% over 20 trading days, number 1 of 3.',
      invalidation: 'It leaves the strongest 2, or its return falls below -100.00%.',
      evidence: ['bars-B', 'quote-B'],
    });
    expect(codes(decision)).toEqual({ C: 'NOT_AMONG_STRONGEST' });
  });

  it('sells a holding that falls out, before it buys', () => {
    const decision = momentum(input({ A: 0.01, B: 0.05, C: -0.02 }, { positions: { C: '7' } }));
    expect(decision.proposals[0]).toMatchObject({ symbol: 'C', side: 'sell', qty: '7', confidence: 1 });
    expect(decision.proposals).toHaveLength(3);
  });

  it('leaves holdings outside its universe alone', () => {
    const decision = momentum(input({ A: 0.01 }, { positions: { OTHER: '7' } }));
    expect(decision.proposals.map(({ symbol }) => symbol)).toEqual(['A']);
  });

  it('holds nothing whose return is below the minimum, however it ranks', () => {
    const parameters = { ...MOMENTUM_DEFAULTS, minReturn: 0.02 };
    const decision = momentum(input({ A: 0.01, B: 0.05 }, { parameters, positions: { A: '7' } }));
    expect(decision.proposals.map(({ symbol, side }) => `${side} ${symbol}`)).toEqual(['sell A', 'buy B']);
    expect(codes(momentum(input({ A: 0.01 }, { parameters })))).toEqual({ A: 'RETURN_TOO_LOW' });
  });

  it('breaks ties by symbol', () => {
    const decision = momentum(input({ C: 0.1, B: 0.1, A: 0.1 }));
    expect(decision.proposals.map(({ symbol }) => symbol)).toEqual(['A', 'B']);
  });

  it('leaves a symbol alone whose data do not bear a decision, and names what is missing', () => {
    const views = [
      view('A', { quote: missingPart('OUTAGE') }),
      view('B', { dailyBars: missingPart('OUTAGE') }),
      view('C', { quote: okPart(quote('99.99', '100.01'), 'q', true) }),
      view('D', {
        conflicts: [{ code: 'QUOTE_CROSSED', parts: ['quote'], message: 'The quote is crossed.' }],
      }),
      view('E'),
      view('F'),
    ];
    const decision = momentum(input({ A: 1, B: 1, C: 1, D: 1, E: undefined }, { views }));
    expect(decision.proposals).toEqual([]);
    expect(codes(decision)).toEqual({
      A: 'MISSING_DATA',
      B: 'MISSING_DATA',
      C: 'STALE_DATA',
      D: 'CONFLICTING_DATA',
      E: 'MISSING_DATA',
      F: 'MISSING_DATA',
    });
    expect(decision.abstentions.map(({ facts }) => facts['missing'])).toEqual([
      'quote',
      'daily bars',
      undefined,
      undefined,
      'return20',
      'features',
    ]);
  });

  it('keeps the place of a holding that cannot be judged, so that weights do not add up to more', () => {
    const views = ['A', 'B', 'C'].map((symbol) =>
      view(symbol, symbol === 'C' ? { quote: missingPart('OUTAGE') } : {}),
    );
    const decision = momentum(input({ A: 0.01, B: 0.05, C: 0 }, { views, positions: { C: '100' } }));
    expect(decision.proposals.map(({ symbol }) => symbol)).toEqual(['B']);
  });
});
