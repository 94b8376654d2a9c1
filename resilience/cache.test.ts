import { describe, expect, test } from 'vitest';
import { createCaches } from './cache.ts';

const MINUTE = 60_000;
const terms = { source: 'a-source', name: 'things', maxAgeMs: 10 * MINUTE, bytesMax: 1_000 };
const at = (minute: number) => new Date(minute * MINUTE).toISOString();

function cached() {
  const clock = { ms: 0 };
  const caches = createCaches(() => clock.ms);
  const cache = caches.make<string>(terms);
  const loads: string[] = [];
  const loading = (answer: string) => async () => {
    loads.push(answer);
    return answer;
  };
  return { clock, cache, loads, loading, figures: () => caches.figures()[0] };
}

describe('a cache', () => {
  test('gives what it kept, never past its stated age, by our clock and by the moment asked about', async () => {
    const { clock, cache, loads, loading } = cached();
    expect(await cache.read('k', at(0), loading('one'))).toBe('one');
    clock.ms = 10 * MINUTE - 1;
    expect(await cache.read('k', at(9), loading('two'))).toBe('one');
    expect(await cache.read('k', at(10), loading('three'))).toBe('three');
    clock.ms += 10 * MINUTE;
    expect(await cache.read('k', at(10), loading('four'))).toBe('four');
    expect(loads).toEqual(['one', 'three', 'four']);
  });

  test('a caller may want it younger than that, never older', async () => {
    const { clock, cache, loads, loading } = cached();
    await cache.read('k', at(0), loading('one'));
    clock.ms = MINUTE;
    expect(await cache.read('k', at(0), loading('two'), { maxAgeMs: 2 * MINUTE })).toBe('one');
    expect(await cache.read('k', at(0), loading('three'), { maxAgeMs: MINUTE })).toBe('three');
    clock.ms = 12 * MINUTE;
    expect(await cache.read('k', at(0), loading('four'), { maxAgeMs: 99 * MINUTE })).toBe('four');
    expect(loads).toEqual(['one', 'three', 'four']);
  });

  test('age counts from before the load, so that a slow answer is not younger than it is', async () => {
    const { clock, cache, loading } = cached();
    await cache.read('k', at(0), async () => {
      clock.ms = 9 * MINUTE;
      return 'slow';
    });
    clock.ms = 10 * MINUTE;
    expect(await cache.read('k', at(0), loading('new'))).toBe('new');
  });

  test('callers that come together share one load, also its failure, which is not kept', async () => {
    const { cache, loads, loading } = cached();
    const gate = Promise.withResolvers<string>();
    const both = [1, 2].map(() => cache.read('k', at(0), () => gate.promise));
    gate.reject(new Error('dead'));
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.read('k', at(0), loading('alive'))).toBe('alive');
    expect(loads).toEqual(['alive']);
  });

  test('one caller giving up leaves the load to the others', async () => {
    const { cache } = cached();
    const gate = Promise.withResolvers<string>();
    const controller = new AbortController();
    const gaveUp = cache.read('k', at(0), () => gate.promise, {
      signal: controller.signal,
    });
    const stayed = cache.read('k', at(0), () => gate.promise);
    controller.abort(new Error('cancelled'));
    await expect(gaveUp).rejects.toThrow('cancelled');
    gate.resolve('there');
    expect(await stayed).toBe('there');
  });

  test('counts hits, misses, entries, bytes and the oldest age, and drops what does not fit', async () => {
    const { clock, cache, loading, figures } = cached();
    await cache.read('a', at(0), loading('x'.repeat(498)));
    clock.ms = MINUTE;
    await cache.read('a', at(0), loading('unused'));
    await cache.read('b', at(0), loading('y'.repeat(398)));
    expect(figures()).toEqual({
      source: 'a-source',
      name: 'things',
      hits: 1,
      misses: 2,
      entries: 2,
      bytes: 900,
      oldestMs: MINUTE,
      maxAgeMs: 10 * MINUTE,
    });
    await cache.read('c', at(0), loading('z'.repeat(398)));
    expect(figures()).toMatchObject({ entries: 2, bytes: 800, oldestMs: 0 });
  });
});
