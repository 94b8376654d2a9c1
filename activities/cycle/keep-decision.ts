import type { Kysely } from 'kysely';
import { storeDecision } from '../../db/queries/cycles/cycles.ts';
import type { Database } from '../../db/schema.ts';
import { deliberationInWords } from '../../domain/deciding/deliberation-in-words.ts';
import type { Decision, Proposal } from '../../domain/decision.ts';
import type { DecimalString } from '../../domain/money.ts';
import { cycleOrderId } from '../../domain/ordering/client-order-id.ts';
import type { PlannedOrder } from '../orders/planned-order.ts';

/** More orders than this are not sent by one cycle; the rest is left out and said so. */
const ORDERS_PER_CYCLE_MAX = 100;

/** Whose decision it is. */
export interface DecidingCycle {
  readonly cycleId: string;
  readonly strategyId: string;
  readonly asOf: string;
}

export interface Decided {
  readonly note: string;
  readonly orders: readonly PlannedOrder[];
  /** The code for which there is no decision, where a model was to make it. */
  readonly unavailable?: string;
}

/**
 * Stores the decision of a cycle, once: the first one ever stored stands, so that a repeated step or a reset workflow
 * finds it instead of making another. Each proposal gets the client order id that it will have for ever, from the
 * strategy, the moment, the symbol and its place.
 */
export async function keepDecision(
  db: Kysely<Database>,
  cycle: DecidingCycle,
  wished: Decision,
): Promise<Decided> {
  const decision = withinOrderLimit(wished);
  return decidedBy(cycle, await storeDecision(db, cycle.cycleId, decision, decisionRows(cycle, decision)));
}

/** What a decision that stands asks for. */
export function decidedBy(cycle: DecidingCycle, standing: Decision): Decided {
  const unavailable = standing.deliberation?.unavailable?.code;
  return {
    note: noteOn(standing),
    orders: standing.proposals.map((proposal) => ({
      clientOrderId: idOf(cycle, proposal),
      request: marketOrder(proposal),
    })),
    ...(unavailable === undefined ? {} : { unavailable }),
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
    ...decision,
    proposals: decision.proposals.slice(0, ORDERS_PER_CYCLE_MAX),
    abstentions: [...decision.abstentions, ...surplus],
  };
}

/** A strategy has one wish a symbol, so the symbol tells a cycle's orders apart, whatever else is decided. */
function idOf({ strategyId, asOf }: DecidingCycle, { symbol }: Proposal) {
  return cycleOrderId({ strategyId, asOf, symbol, leg: 'target' });
}

function decisionRows(cycle: DecidingCycle, { proposals }: Decision) {
  return proposals.map((proposal, leg) => ({
    cycleId: cycle.cycleId,
    leg,
    symbol: proposal.symbol,
    side: proposal.side,
    qty: proposal.qty,
    proposal,
    clientOrderId: idOf(cycle, proposal),
  }));
}

function marketOrder({ symbol, side, qty }: { symbol: string; side: 'buy' | 'sell'; qty: DecimalString }) {
  return { symbol, side, qty, type: 'market', timeInForce: 'day' } as const;
}

function noteOn({ proposals, abstentions, deliberation }: Decision): string {
  const by = deliberation === undefined ? '' : `; ${deliberationInWords(deliberation)}`;
  if (deliberation?.unavailable !== undefined) return `no decision: ${deliberation.unavailable.code}${by}`;
  if (proposals.length === 0) return `nothing to trade, ${abstentions.length} symbols left alone${by}`;
  const wishes = proposals.map(({ symbol, side, qty }) => `${side} ${qty} ${symbol}`).join(', ');
  return `${wishes.slice(0, 400)}; ${abstentions.length} symbols left alone${by}`;
}
