import type { Part, Reading } from '../fusion.ts';
import type { ShortInterest, ShortVolume } from '../market.ts';
import { entryOf, gap, isKnown, knownPart, passOn } from './known-part.ts';

/** The symbol's short interest, if it had been published by `asOfMs`. */
export function fuseShortInterest(
  reading: Reading<Readonly<Record<string, ShortInterest>>>,
  symbol: string,
  asOfMs: number,
): Part<ShortInterest> {
  return fusePublished('shortInterest', 'short interest', reading, symbol, asOfMs);
}

/** Its short sales of the newest day, if they had been published by `asOfMs`. */
export function fuseShortVolume(
  reading: Reading<Readonly<Record<string, ShortVolume>>>,
  symbol: string,
  asOfMs: number,
): Part<ShortVolume> {
  return fusePublished('shortVolume', 'short volume', reading, symbol, asOfMs);
}

function fusePublished<T extends { readonly availableAt: string }>(
  name: 'shortInterest' | 'shortVolume',
  words: string,
  reading: Reading<Readonly<Record<string, T>>>,
  symbol: string,
  asOfMs: number,
): Part<T> {
  if (reading.status === 'missing') return passOn(reading);
  const value = entryOf(reading.value, symbol);
  if (value === undefined) {
    return gap(reading.source, 'SYMBOL_NOT_IN_SOURCE', `The source has no ${words} of ${symbol}.`);
  }
  if (!isKnown(value.availableAt, asOfMs)) {
    return gap(
      reading.source,
      'NOT_YET_KNOWN',
      `The ${words} of ${symbol} is published on ${value.availableAt}.`,
    );
  }
  return knownPart(name, reading, value, Date.parse(value.availableAt), asOfMs);
}
