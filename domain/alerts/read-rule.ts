import type { AlertFacts } from './alert-facts.ts';
import type { AlertRule } from './alert-rule.ts';
import type { Reading } from './reading.ts';
import { readBudget } from './rules/read-budget.ts';
import { readDrawdown } from './rules/read-drawdown.ts';
import { readDrift } from './rules/read-drift.ts';
import { readMarketStale } from './rules/read-market-stale.ts';
import { readMove } from './rules/read-move.ts';
import { readPosition } from './rules/read-position.ts';
import { readPrice } from './rules/read-price.ts';
import { readRefusal } from './rules/read-refusal.ts';
import { readSourceDown } from './rules/read-source-down.ts';
import { readStuckWorkflow } from './rules/read-stuck-workflow.ts';

/**
 * What a rule finds in the facts, subject by subject. A subject that is not named is clear; undefined when nothing
 * could be read, or when events alone raise this kind.
 */
export function readRule({ terms, accountId }: AlertRule, facts: AlertFacts): readonly Reading[] | undefined {
  const seen =
    accountId === null
      ? facts
      : {
          ...facts,
          accounts: facts.accounts.filter(({ id }) => id === accountId),
          openWork: facts.openWork.filter((work) => work.accountId === accountId),
        };
  switch (terms.kind) {
    case 'price':
      return readPrice(terms, seen);
    case 'move':
      return readMove(terms, seen);
    case 'position':
      return readPosition(terms, seen);
    case 'drawdown':
      return readDrawdown(terms, seen);
    case 'refusal':
      return readRefusal(terms, seen);
    case 'drift':
      return readDrift(seen);
    case 'source-down':
      return readSourceDown(seen);
    case 'market-stale':
      return readMarketStale(seen);
    case 'budget':
      return readBudget(terms, seen);
    case 'stuck-workflow':
      return readStuckWorkflow(terms, seen);
    case 'fill':
    case 'decision-unavailable':
    case 'login-burst':
      return undefined;
    default:
      return terms satisfies never;
  }
}
