import { type DecimalString, decimal } from '../../../domain/money.ts';

/** The larger of two amounts, in the text of the one that is; of two equal ones the first. */
export function larger(one: DecimalString, other: DecimalString): DecimalString {
  return decimal(other).greaterThan(decimal(one)) ? other : one;
}
