import { expect, test } from 'vitest';
import { readHistoryWindow } from './history-window.ts';

const now = Date.parse('2026-03-02T15:00:00Z');
const DAY_MS = 86_400_000;

test.each([
  [{}, 30, '1D'],
  [{ period: '1D' }, 1, '1Min'],
  [{ period: '2W' }, 14, '15Min'],
  [{ period: '1A' }, 365, '1D'],
  [{ period: '1W', timeframe: '1H' }, 7, '1H'],
  [{ start: '2026-02-20T15:00:00Z', timeframe: '1D' }, 10, '1D'],
])('%j covers %s days by %s', (query, days, timeframe) => {
  expect(readHistoryWindow(query, now)).toEqual({ from: now - days * DAY_MS, to: now, timeframe });
});

test.each([
  { period: '1X' },
  { timeframe: '2Min' },
  { period: '2M', timeframe: '1Min' },
  { start: 'x' },
  { period: '1D', start: '2026-02-20', end: '2026-02-21' },
])('%j is refused', (query) => {
  expect(readHistoryWindow(query, now)).toMatchObject({ refused: true, status: 400 });
});
