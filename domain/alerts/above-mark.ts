import { type Decimal, decimal } from '../money.ts';
import type { ReadingState } from './reading.ts';

/** How far a value must be back from its mark before it counts as back: a hundredth of the mark. */
const MARGIN = decimal('0.01');

/** Over `mark` (or at it), back from it by more than the margin, or in between. */
export function aboveMark(value: Decimal, mark: Decimal): ReadingState {
  if (value.gte(mark)) return 'breached';
  return value.lt(mark.minus(mark.abs().times(MARGIN))) ? 'clear' : 'margin';
}

/** The same downwards. */
export function belowMark(value: Decimal, mark: Decimal): ReadingState {
  return aboveMark(value.negated(), mark.negated());
}
