import type { Features } from '../analysis.ts';
import type { Abstention, Decision } from '../decision.ts';
import type { DataRule } from './data-rule.ts';
import type { Judged } from './judge-data.ts';
import { judgeData } from './judge-data.ts';
import type { StrategyInput } from './strategy.ts';
import { bySymbol, sharesOf } from './target-weight.ts';

export interface Survey {
  /** Ordered by symbol, whatever the order of the views. */
  readonly judged: readonly Judged[];
  readonly abstentions: readonly Abstention[];
  /** Symbols of the universe that are held and cannot be judged. */
  readonly unjudgedHoldings: readonly string[];
}

/** Parts the universe into symbols with data that bear a decision by the strategy's rule and symbols to leave alone. */
export function surveyUniverse(input: Omit<StrategyInput<unknown>, 'parameters'>, rule: DataRule): Survey {
  const features = new Map<string, Features>(input.features.map((one) => [one.symbol, one]));
  const views = [...new Map(input.views.map((view) => [view.symbol, view])).values()];
  const results = bySymbol(views).map((view) => judgeData(view, features.get(view.symbol), rule));
  const judged = results.filter((one): one is Judged => 'evidence' in one);
  const abstentions = results.filter((one): one is Abstention => 'code' in one);
  return {
    judged,
    abstentions,
    unjudgedHoldings: abstentions.map(({ symbol }) => symbol).filter((symbol) => isHeld(input, symbol)),
  };
}

/** Held, or about to be by an open order. */
export function isHeld(
  input: Pick<StrategyInput<unknown>, 'positions' | 'openOrderQty'>,
  symbol: string,
): boolean {
  return !sharesOf(input.positions, symbol).isZero() || sharesOf(input.openOrderQty, symbol).gt(0);
}

export function mergeDecision(sized: Decision, abstentions: readonly Abstention[]): Decision {
  return { proposals: sized.proposals, abstentions: bySymbol([...sized.abstentions, ...abstentions]) };
}
