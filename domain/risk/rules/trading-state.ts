import { onlyReduces } from '../measure-order.ts';
import type { RiskRule } from '../risk-context.ts';

/** Halted lets nothing through; reducing lets through what only makes a position smaller. */
export const tradingStateRule: RiskRule = (order, context) => {
  const facts = { tradingState: context.tradingState };
  switch (context.tradingState) {
    case 'active':
      return undefined;
    case 'reducing':
      return onlyReduces(order, context) ? undefined : { code: 'TRADING_REDUCING', facts };
    case 'halted':
    default:
      return { code: 'TRADING_HALTED', facts };
  }
};
