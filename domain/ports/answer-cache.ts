import type { Timestamp } from '../market.ts';

/** How a source's answers are kept: for how long, which is how often the source publishes, and how many bytes of them. */
export interface CacheTerms {
  readonly source: string;
  /** What is kept, for people: `submissions`, `tickers`. */
  readonly name: string;
  readonly maxAgeMs: number;
  readonly bytesMax: number;
}

/** How one caller asks a cache. */
export interface CacheAsk {
  /** Ends the wait alone: the load goes on for the others. */
  readonly signal?: AbortSignal | undefined;
  /** For who needs it younger than the cache's own terms say. Milliseconds. */
  readonly maxAgeMs?: number;
}

/** Answers of one kind, kept in the process. Callers that ask for the same key at once share one load. */
export interface AnswerCache<Answer> {
  /**
   * What is known under `key` at `asOf`: the kept answer while it is no older than its terms say, by our clock and by
   * the moment that it was asked for; else what `load` gives. A failed load is told to all who wait and then forgotten.
   */
  read(key: string, asOf: Timestamp, load: () => Promise<Answer>, ask?: CacheAsk): Promise<Answer>;
}

/** Makes a cache; its figures are counted under its source and name. */
export type MakeCache = <Answer>(terms: CacheTerms) => AnswerCache<Answer>;
