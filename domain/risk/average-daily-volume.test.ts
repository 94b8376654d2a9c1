import { expect, it } from 'vitest';
import { AS_OF, dailyBars } from '../samples.ts';
import { averageDailyVolume } from './average-daily-volume.ts';

const bars = dailyBars(Array.from({ length: 30 }, () => 100)).map((bar, index) => ({
  ...bar,
  volume: String(index * 10),
}));

it('is the mean of the last 20 completed days', () => {
  expect(averageDailyVolume(bars, AS_OF)).toBe('195');
});

it('leaves out the day under way', () => {
  const today = { ...dailyBars([100])[0], start: '2026-01-06T05:00:00.000Z', volume: '9999999' };
  expect(averageDailyVolume([...bars, { open: '1', high: '1', low: '1', close: '1', ...today }], AS_OF)).toBe(
    '195',
  );
});

it('is unknown without bars', () => {
  expect(averageDailyVolume([], AS_OF)).toBeUndefined();
});
