import { describe, expect, it } from 'vitest';
import type { AccountFact, AlertFacts } from './alert-facts.ts';
import type { RuleTerms } from './alert-rule.ts';
import { DEFAULT_RULES } from './default-rules.ts';
import { readRule } from './read-rule.ts';

const NOW = '2026-01-06T15:30:00.000Z';
const minutesAgo = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
const account: AccountFact = {
  id: 'a',
  name: 'main',
  positions: [
    { symbol: 'AAPL', qty: '10', avgEntryPrice: '100', markPrice: '90' },
    { symbol: 'TSLA', qty: '-5', avgEntryPrice: '200', markPrice: '230' },
    { symbol: 'KO', qty: '1', avgEntryPrice: '60', markPrice: null },
  ],
  equity: { highest: '100000', latest: '93000' },
  latches: [],
};
const calm: AlertFacts = {
  now: NOW,
  accounts: [account],
  prices: new Map([['AAPL', { latest: '190', at: NOW, windowOpens: new Map([[30, '200']]) }]]),
  sources: [{ source: 'finra', isDown: false, reason: '' }],
  budget: { capUsd: '5', usedUsd: '1', day: '2026-01-06' },
  refusals: [],
  openWork: [],
};

function states(terms: RuleTerms, facts: AlertFacts = calm, accountId: string | null = null) {
  const readings = readRule({ id: 'r', terms, accountId }, facts);
  return readings?.map(({ subject, state }) => [subject, state]);
}

describe('a rule', () => {
  it('about the market stream tells the account whose stream is stale, and why', () => {
    const staleMarket = { since: minutesAgo(1), reason: 'silent' } as const;
    const terms = { kind: 'market-stale', forSeconds: 60 } as const;
    const facts = { ...calm, accounts: [account, { ...account, id: 'b', staleMarket }] };
    expect(states(terms)).toEqual([['a', 'clear']]);
    expect(states(terms, facts)).toEqual([
      ['a', 'clear'],
      ['b', 'breached'],
    ]);
    expect(states(terms, facts, 'a')).toEqual([['a', 'clear']]);
    expect(readRule({ id: 'r', terms, accountId: null }, facts)?.[1]?.facts).toEqual({
      accountId: 'b',
      ...staleMarket,
    });
  });

  it('about a price tells over, back and in between apart, either way', () => {
    const rule = (crosses: 'above' | 'below', price: string) =>
      states({ kind: 'price', symbol: 'AAPL', crosses, price })?.[0]?.[1];
    expect([rule('above', '190'), rule('above', '191'), rule('above', '195')]).toEqual([
      'breached',
      'margin',
      'clear',
    ]);
    expect([rule('below', '190'), rule('below', '189'), rule('below', '180')]).toEqual([
      'breached',
      'margin',
      'clear',
    ]);
  });

  it('about a price that nobody could read says so, and invents none', () => {
    expect(states({ kind: 'price', symbol: 'MSFT', crosses: 'above', price: '1' })).toEqual([
      ['MSFT', 'unknown'],
    ]);
    expect(states({ kind: 'move', symbol: 'AAPL', percent: '1', windowMinutes: 5 })).toEqual([
      ['AAPL', 'unknown'],
    ]);
  });

  it('about a move counts it either way', () => {
    expect(states({ kind: 'move', symbol: 'AAPL', percent: '5', windowMinutes: 30 })).toEqual([
      ['AAPL', 'breached'],
    ]);
    expect(states({ kind: 'move', symbol: 'AAPL', percent: '6', windowMinutes: 30 })).toEqual([
      ['AAPL', 'clear'],
    ]);
  });

  it('about positions knows long and short, and one without a price is unknown', () => {
    expect(states({ kind: 'position', measure: 'loss-percent', above: '12' })).toEqual([
      ['a:AAPL', 'clear'],
      ['a:TSLA', 'breached'],
      ['a:KO', 'unknown'],
    ]);
    expect(states({ kind: 'position', measure: 'value', above: '1000', symbol: 'TSLA' })).toEqual([
      ['a:TSLA', 'breached'],
    ]);
  });

  it('about the drawdown measures from the highest equity', () => {
    expect(states({ kind: 'drawdown', percent: '7' })).toEqual([['a', 'breached']]);
    const { equity: _, ...unseen } = account;
    expect(states({ kind: 'drawdown', percent: '7' }, { ...calm, accounts: [unseen] })).toEqual([
      ['a', 'unknown'],
    ]);
  });

  it('about refusals counts those of its window alone', () => {
    const refusal = (minutes: number) => ({
      clientOrderId: 'o',
      accountId: 'a',
      code: 'X',
      at: minutesAgo(minutes),
    });
    const facts = { ...calm, refusals: [refusal(11), refusal(9), refusal(1)] };
    expect(states({ kind: 'refusal', count: 2, windowMinutes: 10 }, facts)).toEqual([['a', 'breached']]);
    expect(states({ kind: 'refusal', count: 3, windowMinutes: 10 }, facts)).toEqual([['a', 'clear']]);
  });

  it('about drift looks at that latch alone', () => {
    const latched = (code: string) => ({
      ...calm,
      accounts: [{ ...account, latches: [{ code, since: NOW }] }],
    });
    expect(states({ kind: 'drift' }, latched('DRIFT'))).toEqual([['a', 'breached']]);
    expect(states({ kind: 'drift' }, latched('DAILY_LOSS'))).toEqual([['a', 'clear']]);
  });

  it('about sources has one subject a source, and nothing when nobody told', () => {
    const sources = [{ source: 'finra', isDown: true, reason: 'timeout' }];
    expect(states({ kind: 'source-down', forSeconds: 60 }, { ...calm, sources })).toEqual([
      ['finra', 'breached'],
    ]);
    expect(states({ kind: 'source-down', forSeconds: 60 }, { ...calm, sources: undefined })).toBeUndefined();
  });

  it('about the budget is of one day', () => {
    const spent = (usedUsd: string) => ({ ...calm, budget: { ...calm.budget, usedUsd } });
    expect(states({ kind: 'budget', percent: '80' }, spent('4'))).toEqual([['2026-01-06', 'breached']]);
    expect(states({ kind: 'budget', percent: '80' }, spent('3.9'))).toEqual([['2026-01-06', 'clear']]);
    const none = { ...calm, budget: { capUsd: '0', usedUsd: '0', day: '2026-01-06' } };
    expect(states({ kind: 'budget', percent: '80' }, none)).toEqual([['2026-01-06', 'unknown']]);
  });

  it('about stuck work names what has not got on', () => {
    const work = (id: string, minutes: number) =>
      ({ what: 'order', id, accountId: 'a', since: minutesAgo(minutes) }) as const;
    const facts = { ...calm, openWork: [work('old', 15), work('fresh', 14)] };
    expect(states({ kind: 'stuck-workflow', minutes: 15 }, facts)).toEqual([['old', 'breached']]);
  });

  it('of one account sees that one alone', () => {
    const facts = { ...calm, accounts: [account, { ...account, id: 'b' }] };
    expect(states({ kind: 'drift' }, facts, 'b')).toEqual([['b', 'clear']]);
  });
});

it('everybody starts with a rule for each of what must not go unseen', () => {
  const kinds = DEFAULT_RULES.map(({ terms }) => terms.kind).sort();
  expect(kinds).toEqual(
    [
      'budget',
      'decision-unavailable',
      'drift',
      'login-burst',
      'market-stale',
      'refusal',
      'source-down',
      'stuck-workflow',
    ].sort(),
  );
  expect(new Set(DEFAULT_RULES.map(({ key }) => key)).size).toBe(DEFAULT_RULES.length);
});
