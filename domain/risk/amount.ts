import type { Decimal } from '../money.ts';
import { decimal, isDecimalString } from '../money.ts';

/** The amount that a text states, or nothing unless it is a plain decimal above zero. Whatever came in, never throws. */
export function positiveAmount(text: unknown): Decimal | undefined {
  const value = finiteAmount(text);
  return value?.gt(0) === true ? value : undefined;
}

/** The amount that a text states, of either sign, or nothing unless it is a plain decimal. */
export function finiteAmount(text: unknown): Decimal | undefined {
  return typeof text === 'string' && isDecimalString(text) ? decimal(text) : undefined;
}

/** An amount as facts show it: the text itself, or what stood in its place. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}

/** A measured amount as facts show it, whatever its size: facts are words, and saying no must not fail. */
export function shownAmount(value: Decimal | undefined): string {
  return value?.toFixed() ?? 'not measurable';
}
