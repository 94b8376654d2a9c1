import { Hono } from 'hono';
import type { HiddenOrders } from '../faults/hidden-orders.ts';
import { refuse, type TradingEnv } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { notFound } from './refusal.ts';
import { accountRoutes } from './routes/account.ts';
import { activityRoutes } from './routes/activities.ts';
import { assetRoutes } from './routes/assets.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { clockRoutes } from './routes/clock.ts';
import { orderRoutes } from './routes/orders.ts';
import { portfolioHistoryRoutes } from './routes/portfolio-history.ts';
import { positionRoutes } from './routes/positions.ts';

/** Alpaca's Trading API, at its own paths. The caller has checked the key; it names the account here. */
export function createAlpacaTradingRoutes(exchange: Exchange, hidden: HiddenOrders): Hono<TradingEnv> {
  const routes = new Hono<TradingEnv>();
  routes.use(async (c, next) => {
    c.set('account', exchange.account(c.req.header('APCA-API-KEY-ID') ?? ''));
    await next();
    // What is shown is on disk: a kill cannot take back what a client has read.
    await exchange.bookkeeper.durable();
  });
  routes.route('/', accountRoutes(exchange));
  routes.route('/', activityRoutes());
  routes.route('/', portfolioHistoryRoutes(exchange));
  routes.route('/', assetRoutes(exchange));
  routes.route('/', calendarRoutes(exchange));
  routes.route('/', clockRoutes(exchange));
  routes.route('/', orderRoutes(exchange, hidden));
  routes.route('/', positionRoutes(exchange, hidden.accepted));
  routes.all('*', (c) => refuse(c, notFound('endpoint not found.')));
  return routes;
}
