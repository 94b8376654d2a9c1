import { Decimal } from 'decimal.js';

/** Money, prices and quantities are exact: 34 significant digits, never exponent notation below 1e-12. */
const Exact = Decimal.clone({
  precision: 34,
  rounding: Decimal.ROUND_HALF_EVEN,
  toExpNeg: -12,
  toExpPos: 30,
});

/** A plain decimal in text, as the broker and Postgres write it: `-12.5`, never `1e3`, `NaN` or `Infinity`. */
export type DecimalString = string;

/** Decimal places that a `DecimalString` holds at most. */
const PLACES_MAX = 18;
const PLAIN = /^-?\d{1,30}(\.\d{1,18})?$/;

/** True for text that is a finite plain decimal. */
export function isDecimalString(text: string): boolean {
  return PLAIN.test(text);
}

/**
 * Reads a plain decimal.
 * @throws RangeError for anything else: a value that is not a number must stop here, not trade.
 */
export function decimal(text: DecimalString): Decimal {
  if (!PLAIN.test(text)) throw new RangeError(`not a plain decimal: ${JSON.stringify(text)}`);
  return new Exact(text);
}

/**
 * Writes a decimal as plain text without trailing zeros. What a quotient has beyond 18 decimal places is rounded off,
 * so that every text written here can be read by `decimal`.
 * @throws RangeError for an amount that is not finite or has more than 30 digits before the point.
 */
export function toDecimalString(value: Decimal): DecimalString {
  const rounded = value.toDecimalPlaces(PLACES_MAX);
  const text = rounded.isZero() ? '0' : rounded.toFixed();
  if (!PLAIN.test(text)) throw new RangeError(`not a finite amount: ${value.toString()}`);
  return text;
}

/** Lossless text of a JSON number that a market-data source sent; @throws RangeError unless finite. */
export function decimalFromNumber(value: number): DecimalString {
  if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
  return toDecimalString(new Exact(value));
}

export type { Decimal };
