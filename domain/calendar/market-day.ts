import type { Timestamp } from '../market.ts';
import { newYorkDate } from './new-york-day.ts';

/** A New York day as the broker's calendar has it; a day without a session has no times. */
export interface MarketDay {
  readonly date: string;
  readonly session: { readonly opensAt: Timestamp; readonly closesAt: Timestamp } | undefined;
}

export type SessionState =
  | { readonly kind: 'open' }
  /** `reason` for a person. */
  | { readonly kind: 'closed'; readonly reason: string }
  /** The calendar that is kept does not have this day. */
  | { readonly kind: 'unknown' };

const FULL_SESSION_MS = 6.5 * 3_600_000;

/** Whether `at` lies within a session of `day`, which is the calendar's for the New York day of `at`. */
export function sessionState(day: MarketDay | undefined, at: Timestamp): SessionState {
  if (day === undefined || day.date !== newYorkDate(at)) return { kind: 'unknown' };
  const { date, session } = day;
  if (session === undefined) return { kind: 'closed', reason: `${date} is ${whatDay(date)}: no session.` };
  const [now, opens, closes] = [at, session.opensAt, session.closesAt].map((time) => Date.parse(time));
  if (now === undefined || opens === undefined || closes === undefined) return { kind: 'unknown' };
  if (now < opens) return { kind: 'closed', reason: `The session of ${date} opens at ${session.opensAt}.` };
  if (now < closes) return { kind: 'open' };
  const half = closes - opens < FULL_SESSION_MS ? ', a half day,' : '';
  return { kind: 'closed', reason: `The session of ${date}${half} closed at ${session.closesAt}.` };
}

function whatDay(date: string): string {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 ? 'on a weekend' : 'a holiday';
}

/** Every day from `firstDate` to `lastDate`, those without a session included. */
export function marketDays(
  sessions: readonly (MarketDay & { readonly session: NonNullable<MarketDay['session']> })[],
  firstDate: string,
  lastDate: string,
): readonly MarketDay[] {
  const known = new Map(sessions.map((day) => [day.date, day]));
  const days: MarketDay[] = [];
  for (let date = firstDate; date <= lastDate; date = dayAfter(date)) {
    days.push(known.get(date) ?? { date, session: undefined });
  }
  return days;
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
