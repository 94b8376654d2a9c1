import { runStrategy } from '../../domain/strategies/registry.ts';
import type { MarketDeps } from '../deps.ts';
import type { KnownSources } from '../source-ref.ts';
import type { CycleViews } from './cycle-views.ts';
import { type Decided, type DecidingCycle, keepDecision } from './keep-decision.ts';

export type DecideInput = KnownSources &
  DecidingCycle & {
    /** Hashes of evidence, as are `fused` and `features`. */
    readonly definition: string;
    readonly account: string;
    readonly fused: string;
    readonly features: string;
  };

/** Asks a strategy that is a rule, once for each cycle. */
export function decideActivity({
  db,
  evidence,
  cycleViews,
}: MarketDeps & { readonly cycleViews: CycleViews }) {
  return {
    async decide(input: DecideInput): Promise<Decided> {
      const [views, definition, reading, features] = await Promise.all([
        cycleViews(input),
        evidence.read('definition', input.definition),
        evidence.read('account', input.account),
        evidence.read('features', input.features),
      ]);
      const { strategy } = definition;
      if (strategy.kind === 'analyst') throw new Error('an analyst is asked by its deliberation');
      const decision = runStrategy(strategy, {
        equity: reading.account.equity,
        positions: Object.fromEntries(reading.positions.map(({ symbol, qty }) => [symbol, qty])),
        openOrderQty: reading.openOrderQty,
        views,
        features,
      });
      return await keepDecision(db, input, decision);
    },
  };
}
