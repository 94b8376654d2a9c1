import type { OrderRequest } from '../../order.ts';
import type { RiskRule } from '../risk-context.ts';

/**
 * While the market is closed an order at a stated price may wait for it, for the day or until cancelled. One that
 * must trade at once, or at whatever price comes, may not.
 */
export const marketOpenRule: RiskRule = (order, { marketOpen, brokerTime }) =>
  marketOpen || mayQueue(order)
    ? undefined
    : {
        code: 'MARKET_CLOSED',
        facts: { type: order.type, timeInForce: order.timeInForce, brokerTime },
      };

function mayQueue({ type, timeInForce }: OrderRequest): boolean {
  return type !== 'market' && (timeInForce === 'day' || timeInForce === 'gtc');
}
