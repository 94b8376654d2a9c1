import { describe, expect, it } from 'vitest';
import { instantOf, newYorkMidnight, nextNewYorkMidnight } from './new-york-day.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

describe('newYorkMidnight', () => {
  it.each([
    ['2026-01-06T15:30:00.000Z', '2026-01-06T05:00:00.000Z', 'winter'],
    ['2026-07-06T15:30:00.123Z', '2026-07-06T04:00:00.000Z', 'summer'],
    ['2026-01-06T04:59:59.999Z', '2026-01-05T05:00:00.000Z', 'the last millisecond of a day'],
    ['2026-01-06T05:00:00.000Z', '2026-01-06T05:00:00.000Z', 'midnight itself'],
    ['2026-03-08T20:00:00.000Z', '2026-03-08T05:00:00.000Z', 'the day of 23 hours'],
    ['2026-11-01T20:00:00.000Z', '2026-11-01T04:00:00.000Z', 'the day of 25 hours'],
    ['2026-11-02T04:30:00.000Z', '2026-11-01T04:00:00.000Z', 'the last hour of the day of 25 hours'],
    ['1969-12-31T12:00:00.001Z', '1969-12-31T05:00:00.000Z', 'before 1970'],
  ])('of %s is %s: %s', (at, midnight) => {
    expect(iso(newYorkMidnight(instantOf(at)))).toBe(midnight);
  });
});

describe('nextNewYorkMidnight', () => {
  it.each([
    ['2026-01-05T05:00:00.000Z', '2026-01-06T05:00:00.000Z'],
    ['2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['2026-11-02T04:59:00.000Z', '2026-11-02T05:00:00.000Z'],
  ])('of %s is %s', (at, midnight) => {
    expect(iso(nextNewYorkMidnight(instantOf(at)))).toBe(midnight);
  });
});

it('text that is not a time is refused, not read as one', () => {
  expect(() => instantOf('yesterday')).toThrow(RangeError);
});
