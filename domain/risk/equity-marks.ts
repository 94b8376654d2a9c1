import type { DecimalString } from '../money.ts';
import { decimal } from '../money.ts';

/** What losses are measured from. Dollars. */
export interface EquityMarks {
  /** New York's day by the broker's clock, `2026-01-06`. */
  readonly day: string;
  readonly openingEquity: DecimalString;
  readonly highestEquity: DecimalString;
}

/**
 * The marks after equity was seen on a day. A day opens with the equity that the broker says the last one closed
 * with, or, where it does not say, with the first equity seen. What is told of an earlier day changes nothing but
 * the highest.
 */
export function equityMarks(
  known: EquityMarks | undefined,
  seen: { readonly day: string; readonly equity: DecimalString; readonly lastEquity?: DecimalString },
): EquityMarks {
  const { day, equity, lastEquity = equity } = seen;
  if (known === undefined)
    return { day, openingEquity: lastEquity, highestEquity: larger(equity, lastEquity) };
  const highestEquity = larger(known.highestEquity, equity);
  return day > known.day ? { day, openingEquity: lastEquity, highestEquity } : { ...known, highestEquity };
}

function larger(one: DecimalString, other: DecimalString): DecimalString {
  return decimal(one).gte(other) ? one : other;
}
