import { Hono } from 'hono';
import { newYorkDate } from '../../world/new-york.ts';
import type { TradingEnv } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import { newYorkTimestamp } from '../wire/new-york-time.ts';

/** GET /v2/clock, and /v3/clock, which the SDK's newer call reads. */
export function clockRoutes({ market, clock }: Exchange): Hono<TradingEnv> {
  const { calendar } = market;
  const routes = new Hono<TradingEnv>();

  routes.get('/v2/clock', (c) => {
    const at = clock.now();
    const session = calendar.sessionAt(at);
    const next = calendar.nextSession(at);
    return c.json({
      timestamp: newYorkTimestamp(at),
      is_open: session !== undefined,
      next_open: newYorkTimestamp(next.open),
      next_close: newYorkTimestamp((session ?? next).close),
    });
  });

  routes.get('/v3/clock', (c) => {
    const at = clock.now();
    const session = calendar.sessionAt(at);
    const next = calendar.nextSession(at);
    const today = newYorkDate(at);
    const clocks = (c.req.query('markets') ?? 'NYSE').split(',').map((acronym) => ({
      market: { acronym, name: 'New York Stock Exchange', mic: 'XNYS', timezone: 'America/New_York' },
      timestamp: newYorkTimestamp(at),
      is_market_day: calendar.sessions(today, today).length > 0,
      next_market_open: newYorkTimestamp(next.open),
      next_market_close: newYorkTimestamp((session ?? next).close),
      phase: session ? 'core' : 'closed',
      phase_until: newYorkTimestamp(session ? session.close : next.open),
    }));
    return c.json({ clocks });
  });

  return routes;
}
