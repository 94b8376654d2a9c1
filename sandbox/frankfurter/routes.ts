import { Hono } from 'hono';
import type { Clock } from '../world/world.ts';
import { createRateBook } from './rate-book.ts';
import { createV1Routes } from './v1-routes.ts';
import { createV2Routes } from './v2-routes.ts';

/** Frankfurter's exchange rates in both versions; a day's rates show from 16:00 Frankfurt time on. */
export function createFrankfurterRoutes({ clock }: { clock: Clock }): Hono {
  const book = createRateBook();
  const routes = new Hono();
  routes.route('/v1', createV1Routes({ clock, book }));
  routes.route('/v2', createV2Routes({ clock, book }));
  return routes;
}
