import { describe, expect, it } from 'vitest';
import { marketDays, sessionState } from './market-day.ts';

const thursday = {
  date: '2026-11-25',
  session: { opensAt: '2026-11-25T14:30:00.000Z', closesAt: '2026-11-25T21:00:00.000Z' },
};
const halfDay = {
  date: '2026-11-27',
  session: { opensAt: '2026-11-27T14:30:00.000Z', closesAt: '2026-11-27T18:00:00.000Z' },
};
const thanksgiving = { date: '2026-11-26', session: undefined };

describe('a session', () => {
  it('is open from its opening to its closing, the closing excluded', () => {
    const at = (time: string) => sessionState(thursday, `2026-11-25T${time}Z`).kind;
    expect([at('14:29:59.999'), at('14:30:00'), at('20:59:59.999'), at('21:00:00')]).toEqual([
      'closed',
      'open',
      'open',
      'closed',
    ]);
  });

  it('of a half day is over at its own closing, and says so', () => {
    expect(sessionState(halfDay, '2026-11-27T17:59:59Z')).toEqual({ kind: 'open' });
    expect(sessionState(halfDay, '2026-11-27T18:00:00Z')).toEqual({
      kind: 'closed',
      reason: 'The session of 2026-11-27, a half day, closed at 2026-11-27T18:00:00.000Z.',
    });
  });

  it('is there neither on a holiday nor on a weekend', () => {
    expect(sessionState(thanksgiving, '2026-11-26T16:00:00Z')).toMatchObject({
      reason: '2026-11-26 is a holiday: no session.',
    });
    expect(sessionState({ date: '2026-11-28', session: undefined }, '2026-11-28T16:00:00Z')).toMatchObject({
      reason: '2026-11-28 is on a weekend: no session.',
    });
  });

  it('is unknown where the calendar has not the day', () => {
    expect(sessionState(undefined, '2026-11-25T16:00:00Z')).toEqual({ kind: 'unknown' });
    // Three in the morning UTC is still the day before in New York.
    expect(sessionState(thursday, '2026-11-26T03:00:00Z').kind).toBe('closed');
    expect(sessionState(thursday, '2026-11-26T06:00:00Z').kind).toBe('unknown');
  });
});

it('a calendar has the days without a session too', () => {
  expect(marketDays([thursday, halfDay], '2026-11-25', '2026-11-28')).toEqual([
    thursday,
    thanksgiving,
    halfDay,
    { date: '2026-11-28', session: undefined },
  ]);
});
