import { createMiddleware } from 'hono/factory';

/** What belongs to one user stays out of every cache. */
export function noStore() {
  return createMiddleware(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
}
