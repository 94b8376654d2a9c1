import { describe, expect, it } from 'vitest';
import { newYorkDate, newYorkMinuteOfDay, newYorkOffset, newYorkTime } from './new-york.ts';

describe('New York time', () => {
  it('changes its offset at the minute the law says', () => {
    const spring = Date.parse('2026-03-08T07:00:00Z');
    const autumn = Date.parse('2026-11-01T06:00:00Z');
    expect([newYorkOffset(spring - 1), newYorkOffset(spring)]).toEqual([-5 * 3_600_000, -4 * 3_600_000]);
    expect([newYorkOffset(autumn - 1), newYorkOffset(autumn)]).toEqual([-4 * 3_600_000, -5 * 3_600_000]);
  });

  it('reads the date and the minute of its own wall clock', () => {
    const lateEvening = Date.parse('2026-07-02T03:59:00Z');
    expect(newYorkDate(lateEvening)).toBe('2026-07-01');
    expect(newYorkMinuteOfDay(lateEvening)).toBe(23 * 60 + 59);
  });

  it('finds the moment of a wall-clock time, also on the day clocks change', () => {
    expect(new Date(newYorkTime('2026-03-08', 0, 0)).toISOString()).toBe('2026-03-08T05:00:00.000Z');
    expect(new Date(newYorkTime('2026-03-08', 12, 0)).toISOString()).toBe('2026-03-08T16:00:00.000Z');
  });
});
