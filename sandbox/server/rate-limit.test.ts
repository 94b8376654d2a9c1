import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

test('each key has its own calls, anew every minute', () => {
  let now = 59_000;
  const allowance = createRateLimit(2, () => now);
  const allowed = (key: string) => allowance(key).allowed;
  expect([allowed('a'), allowed('a'), allowed('a'), allowed('b')]).toEqual([true, true, false, true]);
  expect(allowance('a')).toEqual({ allowed: false, limit: 2, remaining: 0, resetAt: 60 });
  now = 60_000;
  expect(allowance('a')).toEqual({ allowed: true, limit: 2, remaining: 1, resetAt: 120 });
});

test('a limit of zero lets everything through', () => {
  const allowance = createRateLimit(0, () => 0);
  expect(Array.from({ length: 1_000 }, () => allowance('a').allowed)).not.toContain(false);
});
