import type { Quote } from '../market.ts';
import { type DecimalString, decimal, isDecimalString, toDecimalString } from '../money.ts';
import type { OrderSide } from '../order.ts';
import type { Refusal } from '../refusal.ts';

type Sides = Pick<Quote, 'bid' | 'ask'>;

/**
 * Refuses an order whose market has gone against it, since the quote that the person saw, by more than `shareMax` of
 * that quote: the person agreed to another price. A quote that cannot be read refuses.
 */
export function priceMoved(
  side: OrderSide,
  shown: Sides | undefined,
  fresh: Sides | undefined,
  shareMax: DecimalString,
): Refusal | undefined {
  const [before, now] = [shown, fresh].map((quote) => (side === 'buy' ? quote?.ask : quote?.bid));
  const facts = { shown: before ?? 'none', fresh: now ?? 'none', priceCollarMax: shareMax };
  if (before === undefined || now === undefined) return moved({ ...facts, moved: 'not measurable' });
  if (!isDecimalString(before) || !isDecimalString(now) || !decimal(before).gt(0)) {
    return moved({ ...facts, moved: 'not measurable' });
  }
  const up = decimal(now).minus(before).div(before);
  const against = side === 'buy' ? up : up.negated();
  return against.gt(shareMax) ? moved({ ...facts, moved: toDecimalString(against) }) : undefined;
}

function moved(facts: Refusal['facts']): Refusal {
  return {
    code: 'APPROVAL_PRICE_MOVED',
    message: 'The market has gone against the order since the person was asked.',
    facts,
  };
}
