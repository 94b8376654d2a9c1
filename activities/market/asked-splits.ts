import { type CountCopies, keepCopies } from '../kept-copies.ts';

/** A split is announced days before its ex-date; within the hour nothing is missed. */
const TTL_MS = 3_600_000;
const SYMBOLS_MAX = 5_000;

/** Remembers of which symbols this process has asked for the splits of a New York day, for an hour. */
export interface AskedSplits {
  due(feed: string, day: string, symbols: readonly string[]): readonly string[];
  note(feed: string, day: string, symbols: readonly string[]): void;
}

export function createAskedSplits(count?: CountCopies): AskedSplits {
  const asked = keepCopies<true>(
    { source: 'alpaca-data', name: 'splits asked for', bound: { entriesMax: SYMBOLS_MAX }, maxAgeMs: TTL_MS },
    count,
  );
  const keyOf = (feed: string, day: string, symbol: string): string => `${feed} ${day} ${symbol}`;
  return {
    due: (feed, day, symbols) =>
      symbols.filter((symbol) => asked.get(keyOf(feed, day, symbol)) === undefined),
    note: (feed, day, symbols) => {
      for (const symbol of symbols) asked.set(keyOf(feed, day, symbol), true);
    },
  };
}
