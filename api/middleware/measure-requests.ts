import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Meter } from '../../telemetry/metrics.ts';
import type { ApiEnv } from '../api-app.ts';

/** Seconds of each answered request by method, route and status; every unknown address is one route. */
export function measureRequests(meter: Meter) {
  const seconds = meter.createHistogram(
    'alphaflow_http_request_seconds',
    'float',
    's',
    'From the request to its answer, by route',
  );
  return createMiddleware<ApiEnv>(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const route = routePath(c, -1);
    seconds.record((performance.now() - startedAt) / 1_000, {
      method: c.req.method,
      route: route.endsWith('*') ? 'unknown' : route,
      status: c.res.status,
    });
  });
}
