import type { OrderRequest } from '../order.ts';
import { measureOrder, reservationOf } from './measure-order.ts';
import { RISK_REASONS } from './reasons.ts';
import type { RiskContext, RiskVerdict } from './risk-context.ts';
import { RULES } from './rules.ts';
import { tightenLimits } from './strategy-limits.ts';

export type { RiskContext, RiskVerdict } from './risk-context.ts';

/**
 * Asks every rule in the order of `RULES`; the first that says no refuses. Approves only what could be measured, with
 * the dollars that the order may cost at most. The limits of its strategy count where they are stricter.
 */
export function checkOrder(order: OrderRequest, context: RiskContext): RiskVerdict {
  const held = heldToStrategy(context);
  for (const { rule } of RULES) {
    const refused = rule(order, held);
    if (refused !== undefined) return { kind: 'refused', message: RISK_REASONS[refused.code], ...refused };
  }
  const measure = measureOrder(order, context);
  if (measure === undefined) throw new RangeError('an order passed every rule and cannot be measured');
  return { kind: 'approved', reserveNotional: reservationOf(measure), rules: RULES.map(({ name }) => name) };
}

/** Counts of orders stay the account's: the strategy's own are judged beside them. */
function heldToStrategy(context: RiskContext): RiskContext {
  const { strategy, limits } = context;
  if (strategy === undefined) return context;
  const { ordersPerMinuteMax, ordersPerDayMax, openOrdersMax } = limits;
  const counts = { ordersPerMinuteMax, ordersPerDayMax, openOrdersMax };
  return { ...context, limits: { ...tightenLimits(limits, strategy.limits), ...counts } };
}
