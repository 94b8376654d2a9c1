import type { RuleTerms, Severity } from './alert-rule.ts';

/** A rule that every user has from the start; `key` names it for ever, so that a deleted one stays deleted. */
export interface DefaultRule {
  readonly key: string;
  readonly name: string;
  readonly severity: Severity;
  readonly terms: RuleTerms;
}

export const DEFAULT_RULES: readonly DefaultRule[] = [
  { key: 'drift', name: 'Ledger and broker differ', severity: 'critical', terms: { kind: 'drift' } },
  {
    key: 'source-down',
    name: 'A source does not answer',
    severity: 'warning',
    terms: { kind: 'source-down', forSeconds: 60 },
  },
  {
    key: 'market-stale',
    name: 'The market stream is stale',
    severity: 'warning',
    terms: { kind: 'market-stale', forSeconds: 60 },
  },
  {
    key: 'decision-unavailable',
    name: 'No language model answers',
    severity: 'warning',
    terms: { kind: 'decision-unavailable' },
  },
  {
    key: 'login-burst',
    name: 'Many refused requests from one place',
    severity: 'critical',
    terms: { kind: 'login-burst' },
  },
  {
    key: 'stuck-workflow',
    name: 'A cycle or an order does not get on',
    severity: 'critical',
    terms: { kind: 'stuck-workflow', minutes: 15 },
  },
  {
    key: 'refusal-burst',
    name: 'Many orders refused',
    severity: 'warning',
    terms: { kind: 'refusal', count: 5, windowMinutes: 10 },
  },
  {
    key: 'budget',
    name: 'The day’s model budget is nearly spent',
    severity: 'warning',
    terms: { kind: 'budget', percent: '80' },
  },
];
