import { type Decimal, ZERO } from '../decimal.ts';

/** A holding: negative quantity is short. `cost` is what the present quantity cost, always positive. */
export interface Position {
  readonly qty: Decimal;
  readonly cost: Decimal;
}

export const FLAT: Position = { qty: ZERO, cost: ZERO };

/**
 * The position after one execution of `signedQty` shares (negative for a sale) at `price`.
 * Adding moves the average; reducing keeps it; going through zero starts anew at `price`.
 */
export function afterExecution(position: Position, signedQty: Decimal, price: Decimal): Position {
  const qty = position.qty.plus(signedQty);
  if (qty.isZero()) return FLAT;
  if (position.qty.isZero() || position.qty.isNegative() === signedQty.isNegative()) {
    return { qty, cost: position.cost.plus(signedQty.abs().times(price)) };
  }
  if (qty.isNegative() === position.qty.isNegative()) {
    return { qty, cost: position.cost.times(qty).dividedBy(position.qty) };
  }
  return { qty, cost: qty.abs().times(price) };
}
