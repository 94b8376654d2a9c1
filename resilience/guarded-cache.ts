import type { AnswerCache, CacheTerms, MakeCache } from '../domain/ports/answer-cache.ts';
import type { Guard } from './guard.ts';

/** Caches whose loads go through the guard of their source: what is kept is given even while the source is dead. */
export function guardedCache(make: MakeCache, guard: Guard): MakeCache {
  return <Answer>(terms: CacheTerms): AnswerCache<Answer> => {
    const cache = make<Answer>(terms);
    return {
      read: (key, asOf, load, ask) => {
        const request = `${terms.name} ${key.slice(0, 80)}`;
        return cache.read(key, asOf, () => guard.run(request, load), ask);
      },
    };
  };
}
