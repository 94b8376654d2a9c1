import type { Features } from '../analysis.ts';
import type { Abstention } from '../decision.ts';
import type { FusedView } from '../fusion.ts';
import type { Quote } from '../market.ts';
import { abstain } from './abstain.ts';

/** A symbol whose data bear a decision. `evidence` names the hashes that the decision then stands on. */
export interface Judged {
  readonly symbol: string;
  readonly quote: Quote;
  readonly features: Features;
  readonly evidence: readonly string[];
}

/**
 * Whether a symbol may be traded on at all: a fresh quote without contradiction, fresh daily bars, and features of
 * the same view. Anything else is a reason to leave the symbol alone, never to guess.
 */
export function judgeData(view: FusedView, features: Features | undefined): Judged | Abstention {
  const { symbol, quote, dailyBars } = view;
  for (const [part, name] of [
    [quote, 'quote'],
    [dailyBars, 'daily bars'],
  ] as const) {
    if (part.status === 'missing') {
      return abstain(symbol, 'MISSING_DATA', `There is no ${name}: ${part.reason}`, {
        missing: name,
        source: part.source,
        code: part.code,
      });
    }
    if (part.stale) {
      return abstain(symbol, 'STALE_DATA', `The ${name} of ${part.availableAt} is too old.`, {
        stale: name,
        source: part.source,
        ageMs: String(part.ageMs),
      });
    }
  }
  if (view.conflicts.length > 0) {
    return abstain(symbol, 'CONFLICTING_DATA', 'The sources contradict one another.', {
      conflicts: view.conflicts.join(' '),
    });
  }
  if (features === undefined || features.asOf !== view.asOf) {
    return abstain(symbol, 'MISSING_DATA', 'The view has not been analysed.', { missing: 'features' });
  }
  if (quote.status === 'missing' || dailyBars.status === 'missing') {
    throw new RangeError(`a part of ${symbol} is missing after it was found`);
  }
  return { symbol, quote: quote.value, features, evidence: [...new Set([dailyBars.hash, quote.hash])] };
}
