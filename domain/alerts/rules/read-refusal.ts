import type { AlertFacts } from '../alert-facts.ts';
import type { RuleTerms } from '../alert-rule.ts';
import type { Reading } from '../reading.ts';

/** How many orders of each account were refused or rejected lately. */
export function readRefusal(
  { count, windowMinutes }: Extract<RuleTerms, { kind: 'refusal' }>,
  facts: AlertFacts,
): readonly Reading[] {
  const since = Date.parse(facts.now) - windowMinutes * 60_000;
  return facts.accounts.map(({ id, name }) => {
    const lately = facts.refusals.filter(({ accountId, at }) => accountId === id && Date.parse(at) >= since);
    const codes = [...new Set(lately.map(({ code }) => code))].sort().join(', ');
    return {
      subject: id,
      state: lately.length >= count ? 'breached' : 'clear',
      message: `${lately.length} orders of ${name} were refused within ${windowMinutes} minutes: ${codes}.`,
      facts: { accountId: id, refused: String(lately.length), windowMinutes: String(windowMinutes), codes },
    };
  });
}
