import { LRUCache } from 'lru-cache';
import type { CacheFigures } from '../domain/source-figures.ts';

/** Copies in the process's memory, the least used of them forgotten first. */
export interface KeptCopies<Value> {
  /** A question: counted as a hit or a miss. */
  get(key: string): Value | undefined;
  has(key: string): boolean;
  /** `bytes` where the terms bound them, `maxAgeMs` where it differs from the terms. */
  set(key: string, value: Value, about?: { readonly bytes?: number; readonly maxAgeMs?: number }): void;
}

export interface CopyTerms {
  readonly source: string;
  /** What is kept, for people. */
  readonly name: string;
  readonly bound: { readonly bytesMax: number } | { readonly entriesMax: number };
  /** Left out where a copy is right for ever. */
  readonly maxAgeMs?: number;
}

/** Is told where the figures of a cache are to be had. */
export type CountCopies = (figures: () => CacheFigures) => void;

/** `count`: whoever shows the figures; left out where nobody does. */
export function keepCopies<Value>(terms: CopyTerms, count: CountCopies = () => {}): KeptCopies<Value> {
  const { source, name, bound, maxAgeMs } = terms;
  const kept = new LRUCache<string, { readonly value: Value; readonly at: number }>({
    ...('bytesMax' in bound ? { maxSize: bound.bytesMax } : { max: bound.entriesMax }),
    ...(maxAgeMs === undefined ? {} : { ttl: maxAgeMs }),
  });
  let hits = 0;
  let misses = 0;
  count(() => {
    kept.purgeStale();
    const now = Date.now();
    const ages = [...kept.values()].map(({ at }) => now - at);
    return {
      source,
      name,
      hits,
      misses,
      entries: kept.size,
      ...('bytesMax' in bound ? { bytes: kept.calculatedSize } : {}),
      ...(ages.length === 0 ? {} : { oldestMs: ages.reduce((oldest, age) => Math.max(oldest, age), 0) }),
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    };
  });
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) misses += 1;
      else hits += 1;
      return found?.value;
    },
    has: (key) => kept.has(key),
    set(key, value, { bytes, maxAgeMs: ageMsMax } = {}) {
      kept.set(
        key,
        { value, at: Date.now() },
        {
          ...(bytes === undefined ? {} : { size: Math.max(1, bytes) }),
          ...(ageMsMax === undefined ? {} : { ttl: ageMsMax }),
        },
      );
    },
  };
}
