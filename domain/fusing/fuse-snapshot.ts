import type { Part, Reading } from '../fusion.ts';
import type { LastTrade, Quote, Snapshot } from '../market.ts';
import { entryOf, gap, isKnown, knownPart, passOn } from './known-part.ts';

type Snapshots = Reading<Readonly<Record<string, Snapshot>>>;

/** The symbol's quote, if it was shown by `asOfMs`. */
export function fuseQuote(reading: Snapshots, symbol: string, asOfMs: number): Part<Quote> {
  return fuseMoment('quote', reading, symbol, asOfMs, (snapshot) => snapshot.quote);
}

/** The symbol's last trade, if it was made by `asOfMs`. */
export function fuseLastTrade(reading: Snapshots, symbol: string, asOfMs: number): Part<LastTrade> {
  return fuseMoment('lastTrade', reading, symbol, asOfMs, (snapshot) => snapshot.lastTrade);
}

function fuseMoment<T extends { readonly at: string }>(
  name: 'quote' | 'lastTrade',
  reading: Snapshots,
  symbol: string,
  asOfMs: number,
  pick: (snapshot: Snapshot) => T | undefined,
): Part<T> {
  if (reading.status === 'missing') return passOn(reading);
  const snapshot = entryOf(reading.value, symbol);
  const value = snapshot === undefined ? undefined : pick(snapshot);
  const words = name === 'quote' ? 'quote' : 'last trade';
  if (value === undefined) {
    return gap(reading.source, 'SYMBOL_NOT_IN_SOURCE', `The source has no ${words} of ${symbol}.`);
  }
  if (!isKnown(value.at, asOfMs)) {
    return gap(reading.source, 'NOT_YET_KNOWN', `The ${words} of ${symbol} is of ${value.at}.`);
  }
  return knownPart(name, reading, value, Date.parse(value.at), asOfMs);
}
