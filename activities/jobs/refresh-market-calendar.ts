import { allAccounts } from '../../db/queries/accounts/broker-accounts.ts';
import { keepMarketDays } from '../../db/queries/market/market-days.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { marketDays } from '../../domain/calendar/market-day.ts';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import type { MarketCalendar } from '../../domain/ports/market-calendar.ts';
import type { BrokerDeps } from '../deps.ts';

const DAY_MS = 86_400_000;
const DAYS_BACK = 10;
const DAYS_AHEAD = 370;

export interface CalendarDeps extends BrokerDeps {
  readonly calendarOf: (account: BrokerAccountRow) => MarketCalendar;
}

export function refreshMarketCalendarActivity({ db, brokerOf, calendarOf }: CalendarDeps) {
  return {
    /** Keeps the broker's calendar around the broker's own day. Safe to repeat. */
    async refreshMarketCalendar(): Promise<{ readonly note: string }> {
      const [account] = await allAccounts(db);
      if (account === undefined) return { note: 'no account to ask with' };
      const { at } = await brokerOf(account).clock();
      const dateAfter = (days: number) => newYorkDate(new Date(Date.parse(at) + days * DAY_MS).toISOString());
      const [first, last] = [dateAfter(-DAYS_BACK), dateAfter(DAYS_AHEAD)];
      const sessions = await calendarOf(account).sessions(first, last);
      const days = marketDays(sessions, first, last);
      await keepMarketDays(db, days);
      return { note: `${sessions.length} sessions among ${days.length} days from ${first} to ${last}` };
    },
  };
}
