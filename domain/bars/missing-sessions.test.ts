import { expect, test } from 'vitest';
import { missingSessions } from './missing-sessions.ts';

const week = ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09', '2026-01-12'];

test('runs of sessions without a bar, symbols with the same run together; weekends and holidays are no sessions', () => {
  const days = new Map([
    ['A', ['2026-01-05', '2026-01-08', '2026-01-12']],
    ['B', ['2026-01-05', '2026-01-08', '2026-01-09', '2026-01-12']],
    ['WHOLE', week],
  ]);
  expect(missingSessions(days, week)).toEqual([
    { symbols: ['A', 'B'], firstDate: '2026-01-06', lastDate: '2026-01-07' },
    { symbols: ['A'], firstDate: '2026-01-09', lastDate: '2026-01-09' },
  ]);
});

test('nothing is missing before the first bar, and after the last everything is', () => {
  expect(missingSessions(new Map([['NEW', ['2026-01-08']]]), week)).toEqual([
    { symbols: ['NEW'], firstDate: '2026-01-09', lastDate: '2026-01-12' },
  ]);
  expect(missingSessions(new Map([['NONE', []]]), week)).toEqual([]);
});
