import type { Fundamentals } from '../fundamentals.ts';
import type { BySymbol, Part, Reading } from '../fusion.ts';
import type { Filing, NewsItem } from '../market.ts';
import type { MissingPart, OkReading } from './known-part.ts';
import { entryOf, gap, isKnown, knownPart, passOn } from './known-part.ts';

/** What was written about the symbol by `asOfMs`, newest first. None is an answer, not a gap. */
export function fuseNews(
  reading: Reading<readonly NewsItem[]>,
  symbol: string,
  asOfMs: number,
): Part<readonly NewsItem[]> {
  if (reading.status === 'missing') return passOn(reading);
  const items = reading.value.filter((item) => item.symbols.includes(symbol));
  return documents('news', reading, items, (item) => item.createdAt, asOfMs);
}

/** The symbol's filings that were public by `asOfMs`, newest first. */
export function fuseFilings(
  reading: Reading<BySymbol<readonly Filing[]>>,
  symbol: string,
  asOfMs: number,
): Part<readonly Filing[]> {
  if (reading.status === 'missing') return passOn(reading);
  const filings = entryOf(reading.value.found, symbol);
  if (filings === undefined) return noneOf('filings', reading, symbol);
  return documents('filings', reading, filings, (filing) => filing.availableAt, asOfMs);
}

/** The company's figures that were public by `asOfMs`; as old as the newest of them. */
export function fuseFundamentals(
  reading: Reading<BySymbol<Fundamentals>>,
  symbol: string,
  asOfMs: number,
): Part<Fundamentals> {
  if (reading.status === 'missing') return passOn(reading);
  const found = entryOf(reading.value.found, symbol);
  if (found === undefined) return noneOf('reported figures', reading, symbol);
  const facts = found.facts.filter(({ availableAt }) => isKnown(availableAt, asOfMs));
  if (facts.length === 0) {
    return gap(reading.source, 'NOT_YET_KNOWN', `No figure of ${symbol} had been published.`);
  }
  const newestMs = Math.max(...facts.map(({ availableAt }) => Date.parse(availableAt)));
  return knownPart('fundamentals', reading, { ...found, facts }, newestMs, asOfMs);
}

function noneOf(what: string, reading: OkReading<BySymbol<unknown>>, symbol: string): MissingPart {
  return reading.value.unread.includes(symbol)
    ? gap(reading.source, 'NOT_YET_READ', `The ${what} of ${symbol} have not been read yet.`)
    : gap(reading.source, 'SYMBOL_NOT_IN_SOURCE', `The source has no ${what} of ${symbol}.`);
}

/** An empty list is as old as the question; any other as its newest entry. */
function documents<T>(
  name: 'news' | 'filings',
  reading: OkReading<unknown>,
  all: readonly T[],
  availableAt: (entry: T) => string,
  asOfMs: number,
): Part<readonly T[]> {
  const known = all
    .filter((entry) => isKnown(availableAt(entry), asOfMs))
    .sort((one, other) => Date.parse(availableAt(other)) - Date.parse(availableAt(one)));
  const newest = known[0];
  const asked = isKnown(reading.fetchedAt, asOfMs) ? Date.parse(reading.fetchedAt) : asOfMs;
  return knownPart(
    name,
    reading,
    known,
    newest === undefined ? asked : Date.parse(availableAt(newest)),
    asOfMs,
  );
}
