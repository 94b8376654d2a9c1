import { onlyReduces } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';
import { stopConditions } from '../stop-conditions.ts';

/**
 * A latch that stands, or a condition that holds at this very moment, stops every order but those that only reduce.
 * The one that was seen first is named.
 */
export const entriesStoppedRule: RiskRule = (order, context) => {
  const [latch] = [...context.latches].sort((one, other) => (one.since < other.since ? -1 : 1));
  const [condition] = latch === undefined ? stopConditions(context, context.limits) : [];
  const stop = latch ?? condition;
  if (stop === undefined || onlyReduces(order, context)) return undefined;
  return {
    code: 'ENTRIES_STOPPED',
    facts: { ...stop.facts, latch: stop.code, since: latch?.since ?? context.brokerTime },
  };
};
