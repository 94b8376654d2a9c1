import type { MarketCalendar } from '../domain/ports/market-calendar.ts';
import type { Guard } from './guard.ts';

/** A calendar that is read through the guard. */
export function guardedCalendar(calendar: MarketCalendar, guard: Guard): MarketCalendar {
  return {
    sessions: (firstDate, lastDate, signal) =>
      guard.run('calendar', () => calendar.sessions(firstDate, lastDate, signal), signal),
  };
}
