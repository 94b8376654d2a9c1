import { storeDecision } from '../db/queries/cycles.ts';
import type { StoredDecision } from '../db/schema.ts';
import { cycleOrderId } from '../domain/client-order-id.ts';
import type { Decision, Proposal } from '../domain/decision.ts';
import type { DecimalString } from '../domain/money.ts';
import { runStrategy } from '../domain/strategies/registry.ts';
import type { CycleViews } from './cycle-views.ts';
import type { MarketDeps } from './deps.ts';
import type { PlannedOrder } from './planned-order.ts';
import type { KnownSources } from './source-ref.ts';

/** More orders than this are not sent by one cycle; the rest is left out and said so. */
const ORDERS_PER_CYCLE_MAX = 100;

export type DecideInput = KnownSources & {
  readonly cycleId: string;
  /** Hashes of evidence, as are `fused` and `features`. */
  readonly definition: string;
  readonly account: string;
  readonly strategyId: string;
  readonly asOf: string;
  readonly fused: string;
  readonly features: string;
};

export interface Decided {
  readonly note: string;
  readonly orders: readonly PlannedOrder[];
}

/**
 * Asks the strategy, once for each cycle: the first decision that is stored stands, so that a repeated step or a
 * reset workflow finds it instead of making another. Each proposal gets the client order id that it will have for
 * ever, from the strategy, the moment, the symbol and its place.
 */
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
      const decision = withinOrderLimit(
        runStrategy(definition.strategy, {
          equity: reading.account.equity,
          positions: Object.fromEntries(reading.positions.map(({ symbol, qty }) => [symbol, qty])),
          openOrderQty: reading.openOrderQty,
          views,
          features,
        }),
      );
      const standing = await storeDecision(db, input.cycleId, decision, decisionRows(input, decision));
      return { note: noteOn(standing), orders: plannedOrders(input, standing) };
    },
  };
}

function withinOrderLimit(decision: Decision): Decision {
  const surplus = decision.proposals.slice(ORDERS_PER_CYCLE_MAX).map(({ symbol }) => ({
    symbol,
    code: 'ORDERS_PER_CYCLE_LIMIT',
    message: `A cycle sends at most ${ORDERS_PER_CYCLE_MAX} orders.`,
    facts: { limit: String(ORDERS_PER_CYCLE_MAX) },
  }));
  return {
    proposals: decision.proposals.slice(0, ORDERS_PER_CYCLE_MAX),
    abstentions: [...decision.abstentions, ...surplus],
  };
}

/** A strategy has one wish a symbol, so the symbol tells a cycle's orders apart, whatever else is decided. */
function idOf(input: DecideInput, { symbol }: Proposal) {
  return cycleOrderId({ strategyId: input.strategyId, asOf: input.asOf, symbol, leg: 'target' });
}

function decisionRows(input: DecideInput, { proposals }: Decision) {
  return proposals.map((proposal, leg) => ({
    cycleId: input.cycleId,
    leg,
    symbol: proposal.symbol,
    side: proposal.side,
    qty: proposal.qty,
    proposal,
    clientOrderId: idOf(input, proposal),
  }));
}

function plannedOrders(input: DecideInput, { proposals }: StoredDecision): readonly PlannedOrder[] {
  return proposals.map((proposal) => ({
    clientOrderId: idOf(input, proposal),
    request: marketOrder(proposal),
  }));
}

function marketOrder({ symbol, side, qty }: { symbol: string; side: 'buy' | 'sell'; qty: DecimalString }) {
  return { symbol, side, qty, type: 'market', timeInForce: 'day' } as const;
}

function noteOn({ proposals, abstentions }: StoredDecision): string {
  if (proposals.length === 0) return `nothing to trade, ${abstentions.length} symbols left alone`;
  const wishes = proposals.map(({ symbol, side, qty }) => `${side} ${qty} ${symbol}`).join(', ');
  return `${wishes.slice(0, 400)}; ${abstentions.length} symbols left alone`;
}
