import { createMiddleware } from 'hono/factory';

/** What belongs to one user stays out of every cache, unless its route says how it may be kept. */
export function noStore() {
  return createMiddleware(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    await next();
  });
}
