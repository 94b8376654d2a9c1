import { describe, expect, it } from 'vitest';
import { isTimeZone, sendAt } from './quiet-hours.ts';

const night = { from: '22:00', until: '07:00', timeZone: 'America/New_York' };

describe('quiet hours', () => {
  it('hold a notice until they are over, over midnight too', () => {
    expect(sendAt('2026-01-07T04:30:00.000Z', night)).toBe('2026-01-07T12:00:00.000Z');
    expect(sendAt('2026-01-07T11:59:30.500Z', night)).toBe('2026-01-07T12:00:00.000Z');
    expect(sendAt('2026-01-07T12:00:00.000Z', night)).toBe('2026-01-07T12:00:00.000Z');
    expect(sendAt('2026-01-07T15:00:00.000Z', night)).toBe('2026-01-07T15:00:00.000Z');
  });

  it('follow the clocks of the place through the night in which they change', () => {
    expect(sendAt('2026-03-08T04:00:00.000Z', night)).toBe('2026-03-08T11:00:00.000Z');
  });

  it('need not be', () => {
    expect(sendAt('2026-01-07T04:30:00.000Z', null)).toBe('2026-01-07T04:30:00.000Z');
    const noon = { from: '12:00', until: '13:00', timeZone: 'UTC' };
    expect(sendAt('2026-01-07T12:30:00.000Z', noon)).toBe('2026-01-07T13:00:00.000Z');
    expect([isTimeZone('Europe/Berlin'), isTimeZone('Atlantis')]).toEqual([true, false]);
  });
});
