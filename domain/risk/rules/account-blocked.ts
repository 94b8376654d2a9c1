import type { RiskRule } from '../risk-context.ts';

export const accountBlockedRule: RiskRule = (_order, context) =>
  !context.tradingBlocked
    ? undefined
    : { code: 'ACCOUNT_BLOCKED', facts: { tradingBlocked: String(context.tradingBlocked) } };
