import { missedCutOff } from '../../calendar/auction-hours.ts';
import type { OrderRequest } from '../../order.ts';
import type { RiskRule } from '../risk-context.ts';

/**
 * While the market is closed an order at a stated price may wait for it, for the day or until cancelled, and an order
 * for an auction until its cut-off. One that must trade at once, or at whatever price comes, may not.
 */
export const marketOpenRule: RiskRule = (order, { marketOpen, brokerTime }) => {
  const { type, timeInForce } = order;
  const cutOff = missedCutOff(timeInForce, brokerTime);
  if (cutOff !== undefined) return { code: 'AUCTION_CLOSED', facts: { timeInForce, brokerTime, cutOff } };
  return marketOpen || mayQueue(order)
    ? undefined
    : { code: 'MARKET_CLOSED', facts: { type, timeInForce, brokerTime } };
};

function mayQueue({ type, timeInForce }: OrderRequest): boolean {
  if (timeInForce === 'opg' || timeInForce === 'cls') return true;
  return type !== 'market' && (timeInForce === 'day' || timeInForce === 'gtc');
}
