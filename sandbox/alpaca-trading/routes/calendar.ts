import { Hono } from 'hono';
import { addDays, newYorkDate } from '../../world/new-york.ts';
import type { Session } from '../../world/world.ts';
import { refuse, type TradingEnv } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import { malformedRequest } from '../refusal.ts';
import { newYorkHourMinute, newYorkTimestamp } from '../wire/new-york-time.ts';

const DATE = /^\d{4}-\d{2}-\d{2}/;
const EARLIEST = '1970-01-01';
const LATEST = '2036-12-31';

/** GET /v2/calendar and /v3/calendar/{market}: the sessions whose New York date lies between start and end. */
export function calendarRoutes({ market, clock }: Exchange): Hono<TradingEnv> {
  const { calendar } = market;
  const routes = new Hono<TradingEnv>();

  routes.get('/v2/calendar', (c) => {
    const start = c.req.query('start') ?? EARLIEST;
    const end = c.req.query('end') ?? LATEST;
    if (!DATE.test(start)) return refuse(c, malformedRequest(`invalid start: ${start}`));
    if (!DATE.test(end)) return refuse(c, malformedRequest(`invalid end: ${end}`));
    return c.json(calendar.sessions(start.slice(0, 10), end.slice(0, 10)).map(day));
  });

  routes.get('/v3/calendar/:market', (c) => {
    const start = c.req.query('start') ?? newYorkDate(clock.now());
    if (!DATE.test(start)) return refuse(c, malformedRequest(`invalid start: ${start}`));
    const end = c.req.query('end') ?? addDays(start.slice(0, 10), 7);
    if (!DATE.test(end)) return refuse(c, malformedRequest(`invalid end: ${end}`));
    const acronym = c.req.param('market');
    return c.json({
      market: { acronym, name: 'New York Stock Exchange', mic: 'XNYS', timezone: 'America/New_York' },
      calendar: calendar.sessions(start.slice(0, 10), end.slice(0, 10)).map((session) => ({
        date: session.date,
        core_start: newYorkTimestamp(session.open),
        core_end: newYorkTimestamp(session.close),
        settlement_date: calendar.nextSession(session.open).date,
      })),
    });
  });

  const day = (session: Session): Record<string, string> => ({
    date: session.date,
    open: newYorkHourMinute(session.open),
    close: newYorkHourMinute(session.close),
    session_open: '0400',
    session_close: '2000',
    settlement_date: calendar.nextSession(session.open).date,
  });

  return routes;
}
