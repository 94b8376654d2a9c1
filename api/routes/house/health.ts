import { createRoute } from '@hono/zod-openapi';
import { newApp } from '../../api-app.ts';
import { alive, readiness } from '../../contract/health.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import type { ApiDeps, Probe } from '../../deps.ts';
import { withinTime } from '../../probes/within-time.ts';

const tags = ['health'];

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Whether this process runs',
  tags,
  security: [],
  responses: { 200: jsonResponse(alive, 'It does.') },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Whether every part that this process needs answers',
  tags,
  security: [],
  responses: {
    200: jsonResponse(readiness, 'All do.'),
    503: jsonResponse(readiness, 'One or more do not.'),
  },
});

export function healthRoutes({ probes, pool, logger }: ApiDeps) {
  const ask = async (part: string, probe: Probe) => {
    const startedAt = performance.now();
    const ms = () => Math.round(performance.now() - startedAt);
    try {
      await withinTime(probe);
      return { state: 'up' as const, ms: ms() };
    } catch (error) {
      logger.warn({ err: error, part }, 'a part does not answer');
      return { state: 'down' as const, ms: ms(), reason: `${part} does not answer` };
    }
  };

  return newApp()
    .openapi(healthRoute, (c) => c.json(alive.parse({ status: 'ok' }), 200))
    .openapi(readyRoute, async (c) => {
      const [postgres, temporal, nats] = await Promise.all([
        ask('postgres', probes.postgres),
        ask('temporal', probes.temporal),
        ask('nats', probes.nats),
      ]);
      const isReady = [postgres, temporal, nats].every(({ state }) => state === 'up');
      const body = {
        status: isReady ? 'ready' : 'not-ready',
        parts: { postgres, temporal, nats },
        pool: pool(),
      };
      return c.json(readiness.parse(body), isReady ? 200 : 503);
    });
}
