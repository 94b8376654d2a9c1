import { createMiddleware } from 'hono/factory';

/** What belongs to one user stays out of every cache, unless its route says how it may be kept. */
export function noStore() {
  return createMiddleware(async (c, next) => {
    await next();
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  });
}
