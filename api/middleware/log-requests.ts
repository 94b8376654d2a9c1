import { createMiddleware } from 'hono/factory';
import { withLogFields } from '../../telemetry/log-context.ts';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';

/**
 * One line for each request when it has been answered: no query, no headers, no bodies. Every line that is written on
 * the way has the request's id.
 */
export function logRequests({ logger }: Pick<ApiDeps, 'logger'>) {
  // These lines have fixed fields, none with the name of a credential: to look for one takes longer than the line.
  const requests = logger.child({}, { redact: [] });
  return createMiddleware<ApiEnv>(async (c, next) => {
    const startedAt = performance.now();
    await withLogFields({ requestId: c.get('requestId') }, async () => {
      await next();
      const ms = Math.round(performance.now() - startedAt);
      requests.info({ method: c.req.method, path: c.req.path, status: c.res.status, ms }, 'request');
    });
  });
}
