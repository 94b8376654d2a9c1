import { createHash, timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type ApiEnv, newApp } from '../../api-app.ts';
import { readProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { withinTime } from '../../probes/within-time.ts';
import { problem } from '../../problem-error.ts';
import { createStandingGauges } from '../../standing-gauges.ts';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Metrics of this process and of the books, for Prometheus',
  description:
    'With METRICS_TOKEN set, to whoever sends it as `Authorization: Bearer`; without it, to this machine alone.',
  tags: ['health'],
  security: [],
  responses: {
    200: {
      description: 'Prometheus’ text form.',
      content: {
        'text/plain': { schema: z.string().openapi({ example: 'alphaflow_part_up{part="postgres"} 1\n' }) },
      },
    },
    401: readProblems[401],
  },
});

/** What Prometheus reads: figures of the whole installation, so never to just anybody who reaches the API. */
export function metricsRoutes({ db, logger, metrics, metricsToken, probes }: ApiDeps) {
  const partUp = metrics.meter.createGauge(
    'alphaflow_part_up',
    'int',
    '',
    '1 while the part answers this process',
  );
  const askParts = () =>
    Promise.all(
      Object.entries(probes).map(async ([part, probe]) => {
        const answers = await withinTime(probe).then(
          () => true,
          () => false,
        );
        partUp.set(answers ? 1 : 0, { part });
      }),
    );
  const measureBooks = createStandingGauges({ db, logger, meter: metrics.meter });
  return newApp().openapi(metricsRoute, async (c) => {
    if (!mayRead(c, metricsToken)) throw problem('UNAUTHENTICATED', 'Send the token of METRICS_TOKEN.');
    await Promise.all([askParts(), measureBooks()]);
    return c.text(await metrics.text(), 200, { 'Content-Type': metrics.contentType });
  });
}

function mayRead(c: Context<ApiEnv>, token: string | undefined): boolean {
  if (token === undefined) return isOfThisMachine(c);
  return timingSafeEqual(digest(c.req.header('authorization') ?? ''), digest(`Bearer ${token}`));
}

/** What a proxy on this machine passes on comes from elsewhere. */
function isOfThisMachine(c: Context<ApiEnv>): boolean {
  const { env }: { readonly env: unknown } = c;
  if (typeof env !== 'object' || env === null || !('incoming' in env)) return false;
  const isPassedOn = ['forwarded', 'x-forwarded-for', 'via'].some((name) => c.req.header(name) !== undefined);
  return !isPassedOn && LOOPBACK.test(getConnInfo(c).remote.address ?? '');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
