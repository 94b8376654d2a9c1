import { expect, test } from 'vitest';
import { readStamp, stamp, stampMs } from './stamp.ts';

test('stamps of one frozen moment keep their order as text', () => {
  const at = Date.parse('2026-03-02T15:00:00.123Z');
  expect(stamp(at, 7)).toBe('2026-03-02T15:00:00.123000007Z');
  expect(stamp(at, 8) > stamp(at, 7)).toBe(true);
  expect(stampMs(stamp(at, 999_999))).toBe(at);
});

test.each([
  ['2026-03-02T15:00:00Z', '2026-03-02T15:00:00.000000000Z'],
  ['2026-03-02T10:00:00.5-05:00', '2026-03-02T15:00:00.500000000Z'],
  ['2026-03-02T15:00:00.123456789Z', '2026-03-02T15:00:00.123456789Z'],
  ['2026-03-02', '2026-03-02T00:00:00.000000000Z'],
  ['2026-13-02', undefined],
  ['yesterday', undefined],
])('%s reads as %s', (input, expected) => {
  expect(readStamp(input)).toBe(expected);
});
