import type { Part, Reading } from '../fusion.ts';
import type { ShortInterest } from '../market.ts';
import { entryOf, gap, isKnown, knownPart, passOn } from './known-part.ts';

/** The symbol's short interest, if it had been published by `asOfMs`. */
export function fuseShortInterest(
  reading: Reading<Readonly<Record<string, ShortInterest>>>,
  symbol: string,
  asOfMs: number,
): Part<ShortInterest> {
  if (reading.status === 'missing') return passOn(reading);
  const value = entryOf(reading.value, symbol);
  if (value === undefined) {
    return gap(reading.source, 'SYMBOL_NOT_IN_SOURCE', `The source has no short interest of ${symbol}.`);
  }
  if (!isKnown(value.availableAt, asOfMs)) {
    return gap(
      reading.source,
      'NOT_YET_KNOWN',
      `Short interest of ${symbol} is published on ${value.availableAt}.`,
    );
  }
  return knownPart('shortInterest', reading, value, Date.parse(value.availableAt), asOfMs);
}
