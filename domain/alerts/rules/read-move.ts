import { decimal } from '../../money.ts';
import { aboveMark } from '../above-mark.ts';
import type { AlertFacts } from '../alert-facts.ts';
import type { RuleTerms } from '../alert-rule.ts';
import { type Reading, unknown } from '../reading.ts';

/** How far a price has gone either way since the beginning of a window, in percent. */
export function readMove(
  terms: Extract<RuleTerms, { kind: 'move' }>,
  facts: Pick<AlertFacts, 'prices'>,
): readonly Reading[] {
  const { symbol, percent, windowMinutes } = terms;
  const seen = facts.prices.get(symbol);
  const opened = seen?.windowOpens.get(windowMinutes);
  if (seen === undefined || opened === undefined || decimal(opened).isZero()) return [unknown(symbol)];
  const change = decimal(seen.latest).div(opened).minus(1).times(100);
  const told = change.toFixed(2);
  return [
    {
      subject: symbol,
      state: aboveMark(change.abs(), decimal(percent)),
      message: `${symbol} has moved ${told} % in ${windowMinutes} minutes, from ${opened} to ${seen.latest}.`,
      facts: { symbol, from: opened, to: seen.latest, at: seen.at, changePercent: told, percent },
    },
  ];
}
