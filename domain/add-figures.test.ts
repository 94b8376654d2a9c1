import { expect, test } from 'vitest';
import { addCacheFigures, addSourceFigures } from './add-figures.ts';
import type { SourceFigures } from './source-figures.ts';

const quiet: SourceFigures = {
  source: 'finra',
  breaker: 'closed',
  calls: 2,
  outages: {},
  opened: 0,
  closed: 0,
  underWay: 1,
  waiting: 0,
  lastSuccessAt: '2026-01-02T00:00:00.000Z',
};

test('sources of several workers add up; one open breaker shows, and the latest news of each kind', () => {
  const troubled: SourceFigures = {
    ...quiet,
    breaker: 'open',
    calls: 3,
    outages: { timeout: 1, 'breaker-open': 2 },
    opened: 1,
    lastSuccessAt: '2026-01-01T00:00:00.000Z',
    lastOutage: { at: '2026-01-03T00:00:00.000Z', reason: 'late' },
  };
  expect(addSourceFigures([[quiet], [troubled], [{ ...quiet, source: 'edgar' }]])).toEqual([
    {
      source: 'finra',
      breaker: 'open',
      calls: 5,
      outages: { timeout: 1, 'breaker-open': 2 },
      opened: 1,
      closed: 0,
      underWay: 2,
      waiting: 0,
      lastSuccessAt: '2026-01-02T00:00:00.000Z',
      lastOutage: { at: '2026-01-03T00:00:00.000Z', reason: 'late' },
    },
    { ...quiet, source: 'edgar' },
  ]);
  expect(addSourceFigures([])).toEqual([]);
});

test('caches of one name add up; the oldest answer counts', () => {
  const cache = { source: 's', name: 'n', hits: 1, misses: 2, entries: 3, bytes: 4, maxAgeMs: 10 };
  expect(addCacheFigures([[cache], [{ ...cache, oldestMs: 5 }], [{ ...cache, oldestMs: 7 }]])).toEqual([
    { source: 's', name: 'n', hits: 3, misses: 6, entries: 9, bytes: 12, oldestMs: 7, maxAgeMs: 10 },
  ]);
});
