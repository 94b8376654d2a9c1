import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';

/** One line for each request when it has been answered: no query, no headers, no bodies. */
export function logRequests({ logger }: Pick<ApiDeps, 'logger'>) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const startedAt = performance.now();
    await next();
    logger.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        ms: Math.round(performance.now() - startedAt),
      },
      'request',
    );
  });
}
