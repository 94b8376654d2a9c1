import type { DecimalString } from '../money.ts';
import { decimal } from '../money.ts';

/**
 * The broker rounds an average price that does not end. Prices agree when they differ by no more than this share of
 * the broker's, or this many dollars where a share costs less than one.
 */
const AVG_PRICE_TOLERANCE = '0.000001';

/** True when two average prices, dollars a share, are the same but for the broker's rounding. */
export function pricesAgree(ledger: DecimalString, broker: DecimalString): boolean {
  const price = decimal(broker).abs();
  const tolerance = decimal(AVG_PRICE_TOLERANCE).times(price.gt(1) ? price : 1);
  return decimal(ledger).minus(broker).abs().lte(tolerance);
}
