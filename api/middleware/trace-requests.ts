import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Tracing } from '../../telemetry/tracing.ts';
import type { ApiEnv } from '../api-app.ts';

/** A span for each request; a trace that the caller has begun (`traceparent`) goes on. */
export function traceRequests(tracing: Tracing) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const traceparent = c.req.header('traceparent');
    const terms = {
      kind: 'server',
      attributes: { 'http.request.method': c.req.method, 'url.path': c.req.path },
      ...(traceparent === undefined ? {} : { headers: { traceparent } }),
    } as const;
    await tracing.span(`${c.req.method} ${c.req.path}`, terms, async (tell) => {
      await next();
      tell(
        {
          'http.route': routePath(c, -1),
          'http.response.status_code': c.res.status,
          'alphaflow.request_id': c.get('requestId'),
        },
        c.res.status >= 500,
      );
    });
  });
}
