import type { RiskRule } from '../risk-context.ts';

/**
 * Two decisions on the same symbol and side within the window, by different cycles or keys, are one decision made
 * twice: the ids that keep one decision from being sent twice cannot see it.
 */
export const duplicateDecisionRule: RiskRule = (order, { earlierDecision, source, limits }) => {
  if (earlierDecision === undefined) return undefined;
  const windowMs = source === 'cycle' ? limits.duplicateWindowMs : limits.manualDuplicateWindowMs;
  return earlierDecision.ageMs >= windowMs
    ? undefined
    : {
        code: 'DUPLICATE_DECISION',
        facts: {
          symbol: order.symbol,
          side: order.side,
          earlierOrder: earlierDecision.clientOrderId,
          ageMs: String(earlierDecision.ageMs),
          windowMs: String(windowMs),
        },
      };
};
