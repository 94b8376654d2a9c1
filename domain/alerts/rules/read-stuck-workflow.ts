import type { AlertFacts } from '../alert-facts.ts';
import type { RuleTerms } from '../alert-rule.ts';
import type { Reading } from '../reading.ts';

/** Cycles that run, and orders whose outcome is open, for longer than they should. */
export function readStuckWorkflow(
  { minutes }: Extract<RuleTerms, { kind: 'stuck-workflow' }>,
  facts: AlertFacts,
): readonly Reading[] {
  const before = Date.parse(facts.now) - minutes * 60_000;
  return facts.openWork
    .filter(({ since }) => Date.parse(since) <= before)
    .map(({ what, id, accountId, since }) => ({
      subject: id,
      state: 'breached',
      message: `The ${what} ${id} has not got on since ${since}.`,
      facts: { what, id, accountId, since },
    }));
}
