import { describe, expect, it } from 'vitest';
import { AS_OF, view } from '../samples.ts';
import { ANALYST_DEFAULTS, type AnalystParameters } from '../strategies/analyst.ts';
import { type AnalystInput, generateDecision } from './generate-decision.ts';

const SHOWN = 'a'.repeat(64);
const UNKNOWN = 'b'.repeat(64);

function input(
  changes: Partial<AnalystInput> = {},
  parameters: Partial<AnalystParameters> = {},
): AnalystInput {
  return {
    parameters: { ...ANALYST_DEFAULTS, ...parameters },
    equity: '100000',
    positions: {},
    openOrderQty: {},
    views: [view('AAPL'), view('MSFT')],
    features: ['AAPL', 'MSFT'].map((symbol) => ({ symbol, asOf: AS_OF, missing: [] })),
    ...changes,
  };
}

const proposal = (changes: Readonly<Record<string, unknown>> = {}) => ({
  symbol: 'AAPL',
  action: 'buy',
  targetWeight: '0.1',
  confidence: 0.8,
  horizonDays: 5,
  thesis: 'It rises.',
  counterThesis: 'It may fall.',
  evidence: [SHOWN],
  invalidationPrice: '95',
  ...changes,
});
const vote = (...proposals: readonly unknown[]) => ({ output: { proposals }, shown: new Set([SHOWN]) });
const codes = (decision: ReturnType<typeof generateDecision>) =>
  Object.fromEntries(decision.abstentions.map(({ symbol, code }) => [symbol, code]));

describe('generateDecision', () => {
  it('sizes a proposal by its weight, the equity and the quote, whatever else the model says', () => {
    const decision = generateDecision(input(), [vote(proposal())]);
    expect(decision.proposals).toMatchObject([
      {
        symbol: 'AAPL',
        side: 'buy',
        qty: '99',
        targetWeight: '0.1',
        referencePrice: '100.01',
        evidence: [SHOWN, 'bars-AAPL', 'quote-AAPL'],
        byModel: { cited: [SHOWN], counterThesis: 'It may fall.', invalidationPrice: '95' },
      },
    ]);
    expect(codes(decision)).toEqual({ MSFT: 'NOT_PROPOSED' });
  });

  it.each([
    ['CITATION_NOT_SHOWN', { evidence: [SHOWN, UNKNOWN] }],
    ['NO_CITATION', { evidence: [] }],
    ['SIZE_OUTSIDE_LIMITS', { targetWeight: '0.11' }],
    ['SIZE_MISSING', { targetWeight: null }],
    ['CONFIDENCE_TOO_LOW', { confidence: 0.4 }],
    ['INVALIDATION_PRICE', { invalidationPrice: '100.01' }],
    ['INVALIDATION_PRICE', { invalidationPrice: null }],
    ['NUMBER_NOT_FINITE', { confidence: NaN }],
    ['NUMBER_NOT_FINITE', { targetWeight: 'Infinity' }],
    ['NUMBER_NOT_FINITE', { invalidationPrice: 'NaN' }],
    ['PROPOSAL_MALFORMED', { targetWeight: '-0.1' }],
    ['PROPOSAL_MALFORMED', { targetWeight: 0.1 }],
    ['PROPOSAL_MALFORMED', { targetWeight: '1e-1' }],
    ['PROPOSAL_MALFORMED', { confidence: 2 }],
    ['PROPOSAL_MALFORMED', { thesis: '' }],
    ['PROPOSAL_MALFORMED', { action: 'short' }],
    ['PROPOSAL_MALFORMED', { qty: '1000000' }],
    ['PROPOSAL_MALFORMED', { evidence: ['the news'] }],
    ['MODEL_HOLDS', { action: 'hold' }],
    ['AT_TARGET', { action: 'sell', targetWeight: '0', invalidationPrice: null }],
  ])('leaves a symbol alone for %s: %j', (code, change) => {
    const decision = generateDecision(input(), [vote(proposal(change))]);
    expect(decision.proposals).toEqual([]);
    expect(codes(decision)).toMatchObject({ AAPL: code });
  });

  it('refuses symbols of the model’s own by name, and a symbol that is proposed twice', () => {
    const decision = generateDecision(input(), [vote(proposal(), proposal(), proposal({ symbol: 'GME' }))]);
    expect(decision.proposals).toEqual([]);
    expect(codes(decision)).toEqual({
      AAPL: 'PROPOSED_TWICE',
      GME: 'SYMBOL_OUTSIDE_UNIVERSE',
      MSFT: 'NOT_PROPOSED',
    });
  });

  it.each([[undefined], [null], ['buy AAPL'], [{}], [{ proposals: {} }], [{ proposals: [], orders: [] }]])(
    'trades nothing on an answer that is not in the form: %j',
    (output) => {
      const decision = generateDecision(input(), [{ output, shown: new Set([SHOWN]) }]);
      expect(decision.proposals).toEqual([]);
      expect(codes(decision)).toEqual({ AAPL: 'NOT_PROPOSED', MSFT: 'NOT_PROPOSED' });
    },
  );

  it('does not trade the opposite of what the model says', () => {
    const held = input({ positions: { AAPL: '200' } });
    const decision = generateDecision(held, [vote(proposal({ targetWeight: '0.05' }))]);
    expect(decision.proposals).toEqual([]);
    expect(codes(decision)).toMatchObject({ AAPL: 'ACTION_CONTRADICTS_SIZE' });
  });

  it('lets no buy through that would invest too much, and every sale', () => {
    const held = input({ positions: { MSFT: '300' } }, { maxWeight: '0.6', investedMax: '0.7' });
    const sale = proposal({ symbol: 'MSFT', action: 'sell', targetWeight: '0.2', invalidationPrice: '110' });
    const decision = generateDecision(held, [vote(proposal({ targetWeight: '0.6' }), sale)]);
    expect(decision.proposals).toMatchObject([{ symbol: 'MSFT', side: 'sell' }]);
    expect(codes(decision)).toMatchObject({ AAPL: 'TOTAL_WEIGHT_LIMIT' });
  });

  it('trades what more than half of the votes agree on, at the median of their weights, and shows the spread', () => {
    const three = input({}, { votes: 3 });
    const weights = ['0.02', '0.08', '0.05'];
    const agreed = generateDecision(
      three,
      weights.map((targetWeight) => vote(proposal({ targetWeight }))),
    );
    expect(agreed.proposals).toMatchObject([
      {
        targetWeight: '0.05',
        byModel: {
          spread: { votes: 3, buy: 3, sell: 0, neither: 0, lowestWeight: '0.02', highestWeight: '0.08' },
        },
      },
    ]);
    const split = generateDecision(three, [vote(proposal()), vote(proposal({ action: 'hold' }))]);
    expect(split.proposals).toEqual([]);
    expect(codes(split)).toMatchObject({ AAPL: 'VOTES_DISAGREE' });
  });

  it.each([
    ['keeps', { verdict: 'keep', targetWeight: null }, '0.1', undefined],
    ['lowers', { verdict: 'lower', targetWeight: '0.04' }, '0.04', undefined],
    ['strikes', { verdict: 'strike', targetWeight: null }, undefined, 'STRUCK_BY_CRITIC'],
    ['would raise', { verdict: 'lower', targetWeight: '0.5' }, undefined, 'CRITICISM_INVALID'],
    [
      'is about another symbol',
      { verdict: 'keep', targetWeight: null, symbol: 'MSFT' },
      undefined,
      'CRITICISM_INVALID',
    ],
  ])('heeds a critic that %s a proposal', (_what, words, weight, code) => {
    const criticism = { symbol: 'AAPL', argument: 'It is dear.', ...words };
    const decision = generateDecision(input(), [vote(proposal())], { output: { criticisms: [criticism] } });
    expect(decision.proposals.map(({ targetWeight }) => targetWeight)).toEqual(
      weight === undefined ? [] : [weight],
    );
    expect(codes(decision)['AAPL']).toBe(code);
  });

  it('lets no buy pass without its critic, and every sale', () => {
    const held = input({ positions: { MSFT: '50' } });
    const sale = proposal({ symbol: 'MSFT', action: 'sell', targetWeight: '0', invalidationPrice: null });
    const decision = generateDecision(held, [vote(proposal(), sale)], { output: undefined });
    expect(decision.proposals).toMatchObject([{ symbol: 'MSFT', side: 'sell', qty: '50' }]);
    expect(codes(decision)).toMatchObject({ AAPL: 'CRITIC_UNAVAILABLE' });
  });
});
