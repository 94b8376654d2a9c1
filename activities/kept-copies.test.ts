import { expect, test } from 'vitest';
import type { CacheFigures } from '../domain/source-figures.ts';
import { keepCopies } from './kept-copies.ts';

function counted(terms: Partial<Parameters<typeof keepCopies>[0]>) {
  let figures: (() => CacheFigures) | undefined;
  const copies = keepCopies<string>(
    { source: 'house', name: 'things', bound: { entriesMax: 2 }, ...terms },
    (told) => {
      figures = told;
    },
  );
  return { copies, figures: () => figures?.() };
}

test('copies are counted by question, and the least used is forgotten first', () => {
  const { copies, figures } = counted({});
  expect(figures()).toEqual({ source: 'house', name: 'things', hits: 0, misses: 0, entries: 0 });
  for (const key of ['a', 'b']) copies.set(key, key);
  expect(copies.get('a')).toBe('a');
  copies.set('c', 'c');
  expect([copies.get('b'), copies.has('b'), copies.has('a')]).toEqual([undefined, false, true]);
  expect(figures()).toMatchObject({ hits: 1, misses: 1, entries: 2, oldestMs: expect.any(Number) });
});

test('copies bounded in bytes tell how many they are, and one that is too large is not kept', () => {
  const { copies, figures } = counted({ bound: { bytesMax: 10 }, maxAgeMs: 60_000 });
  copies.set('a', 'a', { bytes: 6 });
  copies.set('b', 'b', { bytes: 7 });
  copies.set('huge', 'huge', { bytes: 11 });
  expect(copies.get('b')).toBe('b');
  expect(figures()).toMatchObject({ entries: 1, bytes: 7, maxAgeMs: 60_000 });
});
