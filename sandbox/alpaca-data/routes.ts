import { Hono } from 'hono';
import type { PlantedTexts } from '../world/planted-texts.ts';
import type { Clock, Market } from '../world/world.ts';
import { BadRequest } from './bad-request.ts';
import { createCorporateActionRoutes } from './corporate-action-routes.ts';
import { createHistoryRoutes } from './history-routes.ts';
import { createLatestRoutes } from './latest-routes.ts';
import { createNewsRoutes } from './news-routes.ts';

/** Alpaca's market data API for equities and news at its own paths; who may call is checked before it. */
export function createAlpacaDataRoutes(world: {
  market: Market;
  clock: Clock;
  planted?: PlantedTexts;
}): Hono {
  const routes = new Hono();
  routes.onError((error, c) => {
    if (error instanceof BadRequest) return c.json({ message: error.message }, 400);
    throw error;
  });
  routes.route('/', createLatestRoutes(world));
  routes.route('/', createHistoryRoutes(world));
  routes.route('/', createNewsRoutes(world));
  routes.route('/', createCorporateActionRoutes(world));
  routes.all('/v1beta3/crypto/*', (c) => c.json({ message: 'crypto data is not part of the sandbox' }, 403));
  routes.all('/v1beta1/options/*', (c) => c.json({ message: 'option data is not part of the sandbox' }, 403));
  return routes;
}
