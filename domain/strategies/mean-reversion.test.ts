import { describe, expect, it } from 'vitest';
import { AS_OF, missingPart, view } from '../samples.ts';
import type { MeanReversionParameters } from './mean-reversion.ts';
import { MEAN_REVERSION_DEFAULTS, meanReversion } from './mean-reversion.ts';
import type { StrategyInput } from './strategy.ts';

function input(
  zScores: Readonly<Record<string, number | undefined>>,
  fields: Partial<StrategyInput<MeanReversionParameters>> = {},
): StrategyInput<MeanReversionParameters> {
  return {
    parameters: MEAN_REVERSION_DEFAULTS,
    equity: '100000',
    positions: {},
    openOrderQty: {},
    views: Object.keys(zScores).map((symbol) => view(symbol)),
    features: Object.entries(zScores).map(([symbol, zScore20]) => ({
      symbol,
      asOf: AS_OF,
      missing: [],
      ...(zScore20 === undefined ? {} : { zScore20 }),
    })),
    ...fields,
  };
}

const orders = (decision: ReturnType<typeof meanReversion>) =>
  decision.proposals.map(({ side, symbol }) => `${side} ${symbol}`);
const codes = (decision: ReturnType<typeof meanReversion>) =>
  Object.fromEntries(decision.abstentions.map(({ symbol, code }) => [symbol, code]));

describe('meanReversion', () => {
  it('buys at the entry threshold and not just above it', () => {
    const decision = meanReversion(input({ A: -2, B: -1.999, C: 3 }));
    expect(orders(decision)).toEqual(['buy A']);
    expect(codes(decision)).toEqual({ B: 'NOT_STRETCHED', C: 'NOT_STRETCHED' });
    expect(decision.proposals[0]).toMatchObject({
      confidence: 0.5,
      thesis:
        'A closed 2.00 standard deviations below its mean of 20 closes, at or beyond the 2.00 at which it is bought.',
      invalidation: 'It comes back to within 0.50 standard deviations below its mean.',
      evidence: ['bars-A', 'quote-A'],
    });
  });

  it('sells a holding that has come back, and holds one that is on its way without adding', () => {
    const positions = { A: '5', B: '5' };
    const decision = meanReversion(input({ A: -0.5, B: -0.51 }, { positions }));
    expect(decision.proposals).toMatchObject([{ symbol: 'A', side: 'sell', qty: '5' }]);
    expect(codes(decision)).toEqual({ B: 'HOLDING' });
  });

  it('takes the farthest fallen first when places are few, and ties by symbol', () => {
    const parameters = { ...MEAN_REVERSION_DEFAULTS, maxHoldings: 2 };
    const decision = meanReversion(input({ D: -3, C: -2.5, B: -2.5, A: -2.1 }, { parameters }));
    expect(orders(decision)).toEqual(['buy B', 'buy D']);
    expect(codes(decision)).toEqual({ A: 'HOLDINGS_FULL', C: 'HOLDINGS_FULL' });
  });

  it('counts holdings, open buys and holdings that cannot be judged against the places', () => {
    const parameters = { ...MEAN_REVERSION_DEFAULTS, maxHoldings: 3 };
    const decision = meanReversion(
      input(
        { A: -3, B: -1, C: undefined, D: -1 },
        { parameters, positions: { B: '5', C: '5' }, openOrderQty: { D: '5' } },
      ),
    );
    expect(orders(decision)).toEqual([]);
    expect(codes(decision)).toEqual({ A: 'HOLDINGS_FULL', B: 'HOLDING', C: 'MISSING_DATA', D: 'HOLDING' });
  });

  it('counts a holding without a quote against the places', () => {
    const parameters = { ...MEAN_REVERSION_DEFAULTS, maxHoldings: 1 };
    const views = [view('A'), view('B', { quote: missingPart('OUTAGE') })];
    const decision = meanReversion(input({ A: -3, B: -1 }, { parameters, views, positions: { B: '5' } }));
    expect(codes(decision)).toEqual({ A: 'HOLDINGS_FULL', B: 'MISSING_DATA' });
  });
});
