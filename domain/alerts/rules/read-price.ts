import { decimal } from '../../money.ts';
import { aboveMark, belowMark } from '../above-mark.ts';
import type { AlertFacts } from '../alert-facts.ts';
import type { RuleTerms } from '../alert-rule.ts';
import { type Reading, unknown } from '../reading.ts';

/** The latest trade against a price. */
export function readPrice(
  terms: Extract<RuleTerms, { kind: 'price' }>,
  facts: Pick<AlertFacts, 'prices'>,
): readonly Reading[] {
  const { symbol, crosses, price } = terms;
  const seen = facts.prices.get(symbol);
  if (seen === undefined) return [unknown(symbol)];
  const state = (crosses === 'above' ? aboveMark : belowMark)(decimal(seen.latest), decimal(price));
  return [
    {
      subject: symbol,
      state,
      message: `${symbol} trades at ${seen.latest}, ${crosses} ${price}.`,
      facts: { symbol, latest: seen.latest, at: seen.at, [crosses]: price },
    },
  ];
}
