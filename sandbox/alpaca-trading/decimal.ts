import { Decimal } from 'decimal.js';

/** Money and quantities of the broker: exact for sums and products, 34 digits for quotients. */
export const Exact = Decimal.clone({
  precision: 34,
  rounding: Decimal.ROUND_HALF_EVEN,
  toExpNeg: -30,
  toExpPos: 40,
});

export const ZERO = new Exact(0);

export function exact(value: string | number): Decimal {
  return new Exact(value);
}

export function least(a: Decimal, b: Decimal): Decimal {
  return a.lessThan(b) ? a : b;
}

export function greatest(a: Decimal, b: Decimal): Decimal {
  return a.greaterThan(b) ? a : b;
}

/** Plain text without trailing zeros and never with an exponent. */
export function text(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}

/** An average price as the broker prints it: 9 decimals, half to even. */
export function averageText(cost: Decimal, qty: Decimal): string {
  return text(cost.dividedBy(qty).toDecimalPlaces(9, Decimal.ROUND_HALF_EVEN));
}

/** A quantity cut to the 9 decimals that a fractional share can have. */
export function floorQty(qty: Decimal): Decimal {
  return qty.toDecimalPlaces(9, Decimal.ROUND_DOWN);
}

export type { Decimal };
