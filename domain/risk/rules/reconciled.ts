import type { RiskRule } from '../risk-context.ts';

/** Nothing is sent before the ledger holds the broker's books. */
export const reconciledRule: RiskRule = (_order, context) =>
  context.reconciled
    ? undefined
    : { code: 'ACCOUNT_NOT_RECONCILED', facts: { reconciled: String(context.reconciled) } };
