import type { Features } from '../analysis.ts';
import type { Abstention } from '../decision.ts';
import type { FusedView, PartName } from '../fusion.ts';
import type { Quote } from '../market.ts';
import { abstain } from './abstain.ts';
import type { DataRule } from './data-rule.ts';

/** A symbol whose data bear a decision. `evidence` names the hashes that the decision then stands on. */
export interface Judged {
  readonly symbol: string;
  readonly quote: Quote;
  readonly features: Features;
  readonly evidence: readonly string[];
}

/**
 * Whether a symbol may be traded on at all: every part that the strategy's rule names is there, fresh and without
 * contradiction, and so is the quote, which sizes are taken from; and the features are of the same view. Anything else
 * is a reason to leave the symbol alone, never to guess.
 */
export function judgeData(
  view: FusedView,
  features: Features | undefined,
  rule: DataRule,
): Judged | Abstention {
  const { symbol, quote } = view;
  const needs = [...new Set<PartName>([...rule, 'quote'])];
  for (const name of needs) {
    const part = view[name];
    if (part.status === 'missing') {
      return abstain(symbol, 'MISSING_DATA', `There is no ${wordsFor(name)}: ${part.reason}`, {
        missing: wordsFor(name),
        source: part.source,
        code: part.code,
      });
    }
    if (part.stale) {
      return abstain(symbol, 'STALE_DATA', `The ${wordsFor(name)} of ${part.availableAt} is too old.`, {
        stale: wordsFor(name),
        source: part.source,
        ageMs: String(part.ageMs),
      });
    }
  }
  const conflicts = view.conflicts.filter(({ parts }) => parts.some((name) => needs.includes(name)));
  if (conflicts.length > 0) {
    return abstain(symbol, 'CONFLICTING_DATA', 'The sources contradict one another.', {
      conflicts: conflicts.map(({ message }) => message).join(' '),
    });
  }
  if (features === undefined || features.asOf !== view.asOf) {
    return abstain(symbol, 'MISSING_DATA', 'The view has not been analysed.', { missing: 'features' });
  }
  if (quote.status === 'missing')
    throw new RangeError(`the quote of ${symbol} is missing after it was found`);
  const hashes = needs.toReversed().flatMap((name) => {
    const part = view[name];
    return part.status === 'ok' ? [part.hash, ...(part.alsoFrom ?? [])] : [];
  });
  return { symbol, quote: quote.value, features, evidence: [...new Set(hashes)] };
}

/** `dailyBars` as a person reads it: daily bars. */
function wordsFor(name: PartName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
