import { addDays, hourMs, minuteMs, newYorkDate, newYorkTime } from '../../world/new-york.ts';
import type { Calendar, Session } from '../../world/world.ts';
import type { OrderTicket, TimeInForce } from '../orders/order.ts';

/** Alpaca sends a good-till-canceled order back after this many days, at 16:15 in New York. */
const GTC_DAYS = 90;
const POST_MARKET_MS = 4 * hourMs;

/** A trading day with its extended hours: 4:00 to the open, and four hours from the close. */
export interface TradingDay extends Session {
  readonly preOpen: number;
  readonly postClose: number;
}

export function tradingDay(session: Session): TradingDay {
  return {
    ...session,
    preOpen: newYorkTime(session.date, 4, 0),
    postClose: session.close + POST_MARKET_MS,
  };
}

/** The trading day whose regular or extended hours contain `at`. */
function tradingDayAt(calendar: Calendar, at: number): TradingDay | undefined {
  const date = newYorkDate(at);
  const [session] = calendar.sessions(date, date);
  const day = session && tradingDay(session);
  return day && day.preOpen <= at && at < day.postClose ? day : undefined;
}

/** True while an order with these terms can be in the book. */
export function tradesAt(
  ticket: Pick<OrderTicket, 'extendedHours'>,
  calendar: Calendar,
  at: number,
): boolean {
  if (calendar.sessionAt(at)) return true;
  return ticket.extendedHours && tradingDayAt(calendar, at) !== undefined;
}

/** When an order that arrives at `at` ends by itself. */
export function expiryOf(
  { timeInForce, extendedHours }: Pick<OrderTicket, 'timeInForce' | 'extendedHours'>,
  calendar: Calendar,
  at: number,
): number {
  if (timeInForce === 'gtc') return newYorkTime(addDays(newYorkDate(at), GTC_DAYS), 16, 15);
  if (timeInForce === 'opg') return calendar.nextSession(at).open;
  if (extendedHours) return (tradingDayAt(calendar, at) ?? tradingDay(calendar.nextSession(at))).postClose;
  return (calendar.sessionAt(at) ?? calendar.nextSession(at)).close;
}

/** Minutes before the auction from which the exchange takes no more orders for it. */
const CUT_OFF_MINUTES = { opg: 2, cls: 10 } as const;

/** True when it is too late for today's auction and too early (before 19:00) for the next one. */
export function missesAuction(timeInForce: TimeInForce, calendar: Calendar, at: number): boolean {
  if (timeInForce !== 'opg' && timeInForce !== 'cls') return false;
  const date = newYorkDate(at);
  const [session] = calendar.sessions(date, date);
  if (!session) return false;
  const auction = timeInForce === 'opg' ? session.open : session.close;
  const cutOff = auction - CUT_OFF_MINUTES[timeInForce] * minuteMs;
  return at >= cutOff && at < newYorkTime(date, 19, 0);
}
