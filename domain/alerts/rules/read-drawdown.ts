import { decimal } from '../../money.ts';
import { aboveMark } from '../above-mark.ts';
import type { AlertFacts } from '../alert-facts.ts';
import type { RuleTerms } from '../alert-rule.ts';
import { type Reading, unknown } from '../reading.ts';

/** Each account's equity against the highest that was seen of it, in percent. */
export function readDrawdown(
  { percent }: Extract<RuleTerms, { kind: 'drawdown' }>,
  facts: AlertFacts,
): readonly Reading[] {
  return facts.accounts.map(({ id, name, equity }) => {
    if (equity === undefined || !decimal(equity.highest).isPositive() || decimal(equity.highest).isZero())
      return unknown(id);
    const { highest, latest } = equity;
    const fallen = decimal('1').minus(decimal(latest).div(highest)).times(100);
    return {
      subject: id,
      state: aboveMark(fallen, decimal(percent)),
      message: `${name} is ${fallen.toFixed(2)} % below its highest equity of ${highest}.`,
      facts: { accountId: id, highest, latest, drawdownPercent: fallen.toFixed(2), percent },
    };
  });
}
