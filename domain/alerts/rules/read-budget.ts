import { decimal } from '../../money.ts';
import { aboveMark } from '../above-mark.ts';
import type { AlertFacts } from '../alert-facts.ts';
import type { RuleTerms } from '../alert-rule.ts';
import type { Reading } from '../reading.ts';

/** What the UTC day has spent and holds back for language models, in percent of its cap. */
export function readBudget(
  { percent }: Extract<RuleTerms, { kind: 'budget' }>,
  { budget: { capUsd, usedUsd, day } }: AlertFacts,
): readonly Reading[] {
  const cap = decimal(capUsd);
  const mark = cap.times(percent).div(100);
  return [
    {
      subject: day,
      state: cap.isZero() ? 'unknown' : aboveMark(decimal(usedUsd), mark),
      message: `Language models have used ${usedUsd} of the day’s ${capUsd} dollars.`,
      facts: { day, usedUsd, capUsd, percent },
    },
  ];
}
