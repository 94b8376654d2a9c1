import { decimal } from '../../money.ts';
import { aboveMark } from '../above-mark.ts';
import type { AccountFact, AlertFacts, PositionFact } from '../alert-facts.ts';
import type { RuleTerms } from '../alert-rule.ts';
import { type Reading, unknown } from '../reading.ts';

type Terms = Extract<RuleTerms, { kind: 'position' }>;

/** Each position of the accounts against a size in dollars or a loss in percent. */
export function readPosition(terms: Terms, facts: AlertFacts): readonly Reading[] {
  return facts.accounts.flatMap((account) =>
    account.positions
      .filter(({ symbol }) => terms.symbol === undefined || terms.symbol === symbol)
      .map((position) => readOne(terms, account, position)),
  );
}

function readOne(terms: Terms, account: AccountFact, position: PositionFact): Reading {
  const { symbol, qty, avgEntryPrice, markPrice } = position;
  const subject = `${account.id}:${symbol}`;
  if (markPrice === null || decimal(avgEntryPrice).isZero()) return unknown(subject);
  const shared = { accountId: account.id, symbol, qty, avgEntryPrice, markPrice, above: terms.above };
  if (terms.measure === 'value') {
    const value = decimal(qty).times(markPrice).abs();
    return {
      subject,
      state: aboveMark(value, decimal(terms.above)),
      message: `${account.name} holds ${value.toFixed(2)} dollars of ${symbol}, above ${terms.above}.`,
      facts: { ...shared, value: value.toFixed(2) },
    };
  }
  const gain = decimal(markPrice).div(avgEntryPrice).minus(1).times(100);
  const loss = decimal(qty).isNegative() ? gain : gain.negated();
  return {
    subject,
    state: aboveMark(loss, decimal(terms.above)),
    message: `${symbol} in ${account.name} has lost ${loss.toFixed(2)} %, more than ${terms.above}.`,
    facts: { ...shared, lossPercent: loss.toFixed(2) },
  };
}
