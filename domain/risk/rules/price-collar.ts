import type { Decimal } from '../../money.ts';
import { decimal } from '../../money.ts';
import { positiveAmount, shownAmount } from '../amount.ts';
import type { RiskRule } from '../risk-context.ts';

/**
 * A limit price lies within its distance from the market: the quote's far side, or the stop price of an order that
 * waits for one. Beyond the market a slip of the finger is paid for; short of it the order only rests.
 */
export const priceCollarRule: RiskRule = (order, { quote, limits }) => {
  const limit = positiveAmount(order.limitPrice);
  if (limit === undefined) return undefined;
  const reference =
    positiveAmount(order.stopPrice) ?? positiveAmount(order.side === 'buy' ? quote?.ask : quote?.bid);
  const beyond = reference === undefined ? undefined : distanceBeyond(order.side, limit, reference);
  const max = beyond?.isNegative() === true ? limits.restingPriceCollarMax : limits.priceCollarMax;
  if (max === null || beyond?.abs().lte(max) === true) return undefined;
  return {
    code: 'PRICE_COLLAR',
    facts: {
      limitPrice: shownAmount(limit),
      reference: shownAmount(reference),
      distance: shownAmount(beyond),
      collar: max,
    },
  };
};

/** As a share of the reference: above zero where the order would pay for it. */
function distanceBeyond(side: 'buy' | 'sell', limit: Decimal, reference: Decimal): Decimal {
  const distance = limit.minus(reference).div(reference);
  return side === 'buy' ? distance : distance.times(decimal('-1'));
}
