import { expect, test } from 'vitest';
import { barsCompleteUntil } from './complete-bars.ts';

test.each([
  ['1Day', '2026-01-06T15:30:12.345Z', '2026-01-06T05:00:00.000Z'],
  ['1Day', '2026-01-06T04:59:59.999Z', '2026-01-05T05:00:00.000Z'],
  ['1Day', '2026-07-06T03:59:59.999Z', '2026-07-05T04:00:00.000Z'],
  ['1Hour', '2026-01-06T15:30:12.345Z', '2026-01-06T15:00:00.000Z'],
  ['1Hour', '2026-01-06T15:00:59.999Z', '2026-01-06T14:00:00.000Z'],
  ['1Min', '2026-01-06T15:30:12.345Z', '2026-01-06T15:29:00.000Z'],
  ['1Min', '2026-01-06T15:31:00.000Z', '2026-01-06T15:30:00.000Z'],
] as const)('%s bars at %s are complete until %s', (timeframe, now, until) => {
  expect(barsCompleteUntil(timeframe, now)).toBe(until);
});
