import { LRUCache } from 'lru-cache';
import type { AnswerCache, CacheTerms, MakeCache } from '../domain/ports/answer-cache.ts';
import type { CacheFigures } from '../domain/source-figures.ts';

export interface Caches {
  readonly make: MakeCache;
  /** Shows these figures with the others. */
  count(figures: () => CacheFigures): void;
  figures(): readonly CacheFigures[];
}

interface Kept<Answer> {
  readonly answer: Answer;
  readonly at: number;
  readonly asOfMs: number;
}

/** The caches of one process. `now` in milliseconds since 1970. */
export function createCaches(now: () => number = Date.now): Caches {
  const figures: (() => CacheFigures)[] = [];
  return {
    make: <Answer>(terms: CacheTerms) => {
      const made = createCache<Answer>(terms, now);
      figures.push(made.figures);
      return made.cache;
    },
    count: (one) => {
      figures.push(one);
    },
    figures: () => figures.map((one) => one()),
  };
}

function createCache<Answer>(
  terms: CacheTerms,
  now: () => number,
): { readonly cache: AnswerCache<Answer>; readonly figures: () => CacheFigures } {
  const { source, name, maxAgeMs, bytesMax } = terms;
  const kept = new LRUCache<string, Kept<Answer>>({ maxSize: bytesMax });
  const loading = new Map<string, Kept<Promise<Answer>>>();
  let hits = 0;
  let misses = 0;

  const isFresh = (
    { at, asOfMs }: Omit<Kept<Answer>, 'answer'>,
    wantedMs: number,
    ageMsMax: number,
  ): boolean => now() - at < ageMsMax && wantedMs - asOfMs < ageMsMax;

  const loadOnce = async (key: string, asOfMs: number, load: () => Promise<Answer>): Promise<Answer> => {
    try {
      const at = now();
      const answer = await load();
      kept.set(key, { answer, at, asOfMs }, { size: Math.max(1, JSON.stringify(answer).length) });
      return answer;
    } finally {
      if (loading.get(key)?.asOfMs === asOfMs) loading.delete(key);
    }
  };

  const cache: AnswerCache<Answer> = {
    async read(key, asOf, load, { signal, maxAgeMs: wantedAgeMs = maxAgeMs } = {}) {
      signal?.throwIfAborted();
      const asOfMs = Date.parse(asOf);
      const ageMsMax = Math.min(wantedAgeMs, maxAgeMs);
      const copy = kept.get(key);
      if (copy !== undefined && isFresh(copy, asOfMs, ageMsMax)) {
        hits += 1;
        return copy.answer;
      }
      const underWay = loading.get(key);
      if (underWay !== undefined && isFresh(underWay, asOfMs, ageMsMax)) {
        hits += 1;
        return await unlessAborted(underWay.answer, signal);
      }
      misses += 1;
      const answer = loadOnce(key, asOfMs, load);
      loading.set(key, { answer, asOfMs, at: now() });
      // Whoever waits is told; when nobody does any more, nothing is left unhandled.
      answer.catch(() => {});
      return await unlessAborted(answer, signal);
    },
  };

  return {
    cache,
    figures: () => {
      const ages = [...kept.values()].map(({ at }) => now() - at).filter((ageMs) => ageMs < maxAgeMs);
      return {
        source,
        name,
        hits,
        misses,
        entries: kept.size,
        bytes: kept.calculatedSize,
        ...(ages.length === 0 ? {} : { oldestMs: Math.max(...ages) }),
        maxAgeMs,
      };
    },
  };
}

/** Waits for work that others share, and leaves it alone when `signal` ends the wait. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
