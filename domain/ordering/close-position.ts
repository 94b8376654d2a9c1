import { type DecimalString, decimal, toDecimalString } from '../money.ts';
import type { OrderRequest } from '../order.ts';
import type { Refusal } from '../refusal.ts';

/** How much of a position is to go: shares, percent of what is held, or all of it when neither is said. */
export interface ClosePart {
  readonly qty?: DecimalString;
  readonly percentage?: DecimalString;
}

/** The broker counts shares to this many decimal places. */
const QTY_PLACES = 9;
/** decimal.js: towards zero. */
const DOWN = 1;

/**
 * The market order that closes a position, whole or in part: never more than is held, whatever the percentage rounds
 * to. `heldQty` is signed.
 */
export function closingOrder(
  symbol: string,
  heldQty: DecimalString,
  part: ClosePart,
): { readonly kind: 'order'; readonly request: OrderRequest } | ({ readonly kind: 'refused' } & Refusal) {
  const held = decimal(heldQty);
  if (held.isZero()) {
    return refused('POSITION_NOT_HELD', 'There is no position to close.', { symbol });
  }
  const whole = held.abs();
  const qty = part.qty === undefined ? shareOf(whole, part.percentage) : decimal(part.qty);
  const facts = { symbol, positionQty: heldQty, qty: toDecimalString(qty) };
  if (!qty.gt(0)) return refused('CLOSES_NOTHING', 'That part of the position is no whole billionth.', facts);
  if (qty.gt(whole)) return refused('CLOSE_EXCEEDS_POSITION', 'Less than that is held.', facts);
  return {
    kind: 'order',
    request: {
      symbol,
      side: held.isNegative() ? 'buy' : 'sell',
      type: 'market',
      timeInForce: 'day',
      qty: toDecimalString(qty),
    },
  };
}

function shareOf(whole: ReturnType<typeof decimal>, percentage: DecimalString | undefined) {
  if (percentage === undefined) return whole;
  return whole.times(percentage).div(100).toDecimalPlaces(QTY_PLACES, DOWN);
}

function refused(code: string, message: string, facts: Refusal['facts']) {
  return { kind: 'refused', code, message, facts } as const;
}
