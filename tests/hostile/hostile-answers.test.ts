import { anything, array, assert, constantFrom, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeReply } from '../../activities/asking/judge-reply.ts';
import { generateDecision } from '../../domain/deciding/generate-decision.ts';
import { PROPOSAL_FORM } from '../../domain/deciding/proposal-form.ts';
import type { Decision } from '../../domain/decision.ts';
import type { ModelRequest } from '../../domain/llm/model-request.ts';
import { NO_USAGE } from '../../domain/llm/token-usage.ts';
import { decimal } from '../../domain/money.ts';
import { AS_OF, view } from '../../domain/samples.ts';
import { ANALYST_DEFAULTS } from '../../domain/strategies/analyst.ts';
import { ANSWER_ATTACKS, SHOWN, SOUND } from './attacks/answers.ts';

const UNIVERSE = ['AAPL', 'MSFT'];
const REQUEST: ModelRequest = {
  system: '',
  messages: [],
  tools: [],
  output: PROPOSAL_FORM,
  maxOutputTokens: 8_000,
};
const INPUT = {
  parameters: ANALYST_DEFAULTS,
  equity: '100000',
  positions: {},
  openOrderQty: {},
  views: UNIVERSE.map((symbol) => view(symbol)),
  features: UNIVERSE.map((symbol) => ({ symbol, asOf: AS_OF, missing: [] })),
};

/** What comes of an answer, by the way that every answer goes: the judge of its form, then the checks of a decision. */
function decided(text: string): Decision {
  const reply = {
    model: 'm',
    end: 'complete',
    text,
    toolCalls: [],
    usage: NO_USAGE,
    providerId: 'p',
  } as const;
  const { outcome, output } = judgeReply(REQUEST, reply);
  if (outcome !== 'answered') return { proposals: [], abstentions: [] };
  return generateDecision(INPUT, [{ output, shown: new Set([SHOWN]) }]);
}

/** What no answer may bring about. */
function beyondLimits({ proposals }: Decision): readonly string[] {
  const symbols = proposals.map(({ symbol }) => symbol);
  const invested = proposals.reduce(
    (sum, { qty, referencePrice }) => sum.plus(decimal(qty).times(referencePrice)),
    decimal('0'),
  );
  const known = new Set([
    SHOWN,
    ...INPUT.views
      .flatMap(({ quote, dailyBars }) => [quote, dailyBars])
      .flatMap((part) => (part.status === 'ok' ? [part.hash] : [])),
  ]);
  const faults: readonly (readonly [string, boolean])[] = [
    ['a symbol outside the universe', symbols.some((symbol) => !UNIVERSE.includes(symbol))],
    ['a symbol twice', new Set(symbols).size < symbols.length],
    ['a sale of nothing', proposals.some(({ side }) => side === 'sell')],
    [
      'too much of one',
      proposals.some(({ qty, referencePrice }) => decimal(qty).times(referencePrice).greaterThan('10000')),
    ],
    ['too much', invested.greaterThan('80000')],
    ['no shares', proposals.some(({ qty }) => !decimal(qty).greaterThan('0'))],
    ['evidence that is none', proposals.some(({ evidence }) => evidence.some((hash) => !known.has(hash)))],
  ];
  return faults.flatMap(([name, isTrue]) => (isTrue ? [name] : []));
}

describe('an answer', () => {
  it('that is sound is acted on within the limits', () => {
    const decision = decided(JSON.stringify({ proposals: [SOUND] }));
    expect(decision.proposals).toMatchObject([{ symbol: 'AAPL', side: 'buy', targetWeight: '0.05' }]);
    expect(beyondLimits(decision)).toEqual([]);
  });

  it.each(ANSWER_ATTACKS)('with $name buys nothing', ({ text }) => {
    const { proposals, abstentions } = decided(text);
    expect(proposals).toEqual([]);
    expect(JSON.stringify(abstentions).length).toBeLessThan(100_000);
  });

  it('of whatever fields buys nothing beyond the limits', () => {
    const odd = oneof(
      anything(),
      constantFrom('1', '0.1', '-1', '1e3', '0.05', 1, 0.9, null, 'AAPL', 'TSLA', 'buy', [SHOWN]),
    );
    const proposal = record(
      Object.fromEntries(
        Object.entries(SOUND).map(([name, sound]) => [
          name,
          oneof({ weight: 6, arbitrary: constantFrom<unknown>(sound) }, { weight: 1, arbitrary: odd }),
        ]),
      ),
    );
    assert(
      property(array(proposal, { maxLength: 4 }), (proposals) => {
        expect(
          beyondLimits(
            decided(
              JSON.stringify({ proposals }, (_, value: unknown) =>
                typeof value === 'bigint' ? String(value) : value,
              ),
            ),
          ),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
