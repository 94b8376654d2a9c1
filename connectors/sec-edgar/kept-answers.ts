import { LRUCache } from 'lru-cache';

/** Companies whose answers are kept: a busy universe, some hundred kilobytes each. */
const COMPANIES_MAX = 300;

/**
 * Keeps the newest answer about each company for `maxAgeMs`, by our clock and by the moment that it was asked about;
 * a question about an earlier moment is always asked anew. Callers that come while it loads share that one load, and
 * a failed load is forgotten.
 */
export function createKeptAnswers<Answer>(
  maxAgeMs: number,
  now: () => number,
): (cik: string, asOfMs: number, load: () => Promise<Answer>) => Promise<Answer> {
  const kept = new LRUCache<
    string,
    { readonly answer: Promise<Answer>; readonly asOfMs: number; readonly at: number }
  >({
    max: COMPANIES_MAX,
  });
  return async (cik, asOfMs, load) => {
    const copy = kept.get(cik);
    const isFresh =
      copy !== undefined &&
      now() - copy.at < maxAgeMs &&
      asOfMs >= copy.asOfMs &&
      asOfMs - copy.asOfMs < maxAgeMs;
    if (isFresh) return await copy.answer;
    const loading = { answer: load(), asOfMs, at: now() };
    kept.set(cik, loading);
    loading.answer.catch(() => {
      if (kept.peek(cik) === loading) kept.delete(cik);
    });
    return await loading.answer;
  };
}
