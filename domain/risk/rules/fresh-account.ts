import { onlyReduces } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** Equity and buying power are those of a moment ago, by the broker's clock. An exit needs neither. */
export const freshAccountRule: RiskRule = (order, context) => {
  if (onlyReduces(order, context)) return undefined;
  const { accountAt, brokerTime, limits } = context;
  const ageMs = Math.abs(Date.parse(brokerTime) - Date.parse(accountAt));
  // Written so that an age which is no number refuses.
  return ageMs <= limits.accountAgeMsMax
    ? undefined
    : {
        code: 'STALE_ACCOUNT',
        facts: {
          accountAt,
          brokerTime,
          ageMs: String(ageMs),
          accountAgeMsMax: String(limits.accountAgeMsMax),
        },
      };
};
