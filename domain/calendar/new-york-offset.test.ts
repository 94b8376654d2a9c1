import { describe, expect, it } from 'vitest';
import { newYorkDate, newYorkMidnight } from './new-york-day.ts';
import { newYorkOffset } from './new-york-offset.ts';
import { newYorkTime } from './new-york-time.ts';

const HOUR_MS = 3_600_000;
const WALL = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** What the clocks of New York show, asked anew each time: `2026-03-08 01:59:59`. */
const shownAt = (ms: number): string => WALL.format(ms).replace(' ', 'T');

describe('New York’s clocks', () => {
  it('are ahead of UTC as they show it, at both ends of every third hour of three years', () => {
    for (let hour = Date.UTC(2025, 0); hour < Date.UTC(2028, 0); hour += 3 * HOUR_MS) {
      for (const ms of [hour, hour + HOUR_MS - 1_000]) {
        expect(new Date(ms + newYorkOffset(ms)).toISOString().slice(0, 19)).toBe(shownAt(ms));
      }
    }
  });

  it('date every hour and its midnight as they show it', () => {
    for (let ms = Date.UTC(2026, 1, 27); ms < Date.UTC(2026, 10, 5); ms += HOUR_MS) {
      expect(newYorkDate(new Date(ms).toISOString())).toBe(shownAt(ms).slice(0, 10));
      expect(shownAt(newYorkMidnight(ms))).toBe(`${shownAt(ms).slice(0, 10)}T00:00:00`);
    }
  });

  it('have no answer for what is no moment', () => {
    expect(() => newYorkOffset(Number.NaN)).toThrow(RangeError);
    expect(() => newYorkOffset(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});

describe('newYorkTime', () => {
  it.each([
    ['2026-01-06T16:05:00', '2026-01-06T21:05:00.000Z', 'winter'],
    ['2026-07-06T16:05:00', '2026-07-06T20:05:00.000Z', 'summer'],
    ['2026-03-08T01:59:59', '2026-03-08T06:59:59.000Z', 'before the hour that is left out'],
    ['2026-03-08T02:30:00', '2026-03-08T07:30:00.000Z', 'within it'],
    ['2026-11-01T01:30:00', '2026-11-01T06:30:00.000Z', 'shown twice: the second time'],
  ])('%s is %s: %s', (wall, at) => {
    expect(new Date(newYorkTime(wall)).toISOString()).toBe(at);
  });

  it('refuses text that is no time', () => {
    expect(() => newYorkTime('soon')).toThrow(RangeError);
  });
});
