import { addDays, newYorkDate } from '../../world/new-york.ts';
import type { Market, Session } from '../../world/world.ts';

const LOOK_BACK_DAYS = 14;

/** The last session that closed before the New York day of `at`; undefined before the first one. */
export function previousSession(market: Market, at: number): Session | undefined {
  const today = newYorkDate(at);
  const sessions = market.calendar.sessions(addDays(today, -LOOK_BACK_DAYS), addDays(today, -1));
  return sessions.at(-1);
}
