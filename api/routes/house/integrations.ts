import { createRoute } from '@hono/zod-openapi';
import { researchDay } from '../../../db/queries/models/research-days.ts';
import { integrationFigures, integrationStates } from '../../../db/queries/probes/integration-probes.ts';
import { liveSourceFigures } from '../../../db/queries/sources/source-figures.ts';
import { addSourceFigures } from '../../../domain/add-figures.ts';
import { scoreOf } from '../../../domain/integrations/probe-result.ts';
import { newApp } from '../../api-app.ts';
import { probesStarted } from '../../contract/integrations.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { readProblems } from '../../contract/problem.ts';
import { integrationList } from '../../contract/sources.ts';
import type { ApiDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { probeNow } from '../../temporal/probe-now.ts';
import { integrationPointsView } from '../../views/integration-points-view.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/integrations',
  operationId: 'listIntegrations',
  summary: 'Every integration point with its last probe, and the outside sources with their breakers',
  description:
    '`points` are probed by the schedule `integrations`. `items` are the sources, counted since each worker’s start and told by it every two seconds; no worker, no items.',
  tags: ['sources'],
  responses: { 200: jsonResponse(integrationList, 'All sources.'), ...readProblems },
});

const probeRoute = createRoute({
  method: 'post',
  path: '/integrations/probes',
  operationId: 'probeIntegrations',
  summary: 'Probes every integration point at once; a run that is under way is shared',
  description: 'The results are in `GET /v1/integrations` as soon as the workflow has ended.',
  tags: ['sources'],
  responses: { 202: jsonResponse(probesStarted, 'Started.'), ...readProblems },
});

export function integrationRoutes(deps: ApiDeps) {
  const { db, temporal, temporalTimeoutMs, now, integrationProbeMinutes: everyMinutes } = deps;
  const routes = newApp().openapi(probeRoute, async (c) => {
    const workflowId = await probeNow(temporal, temporalTimeoutMs);
    await recordChange(db, c, { action: 'integrations.probed', target: workflowId });
    return c.json(probesStarted.parse({ workflowId }), 202);
  });
  return routes.openapi(listRoute, async (c) => {
    const [told, research, states, figures] = await Promise.all([
      liveSourceFigures(db),
      researchView(deps),
      integrationStates(db),
      integrationFigures(db),
    ]);
    const points = integrationPointsView(states, figures, { now: now(), everyMinutes });
    const items = addSourceFigures(told.map(({ sources }) => sources)).filter(
      ({ source }) => research.configured || source !== 'valyu',
    );
    return c.json(
      integrationList.parse({ workers: told.length, score: scoreOf(points), points, research, items }),
      200,
    );
  });
}

async function researchView({ db, now, researchUsdPerDay: usdPerDay }: ApiDeps) {
  if (usdPerDay === undefined) return { configured: false, reason: 'VALYU_API_KEY is not set.' };
  const day = now().toISOString().slice(0, 10);
  const { spent: spentUsd, reserved: reservedUsd, ...counts } = await researchDay(db, day);
  return { configured: true, day, usdPerDay, spentUsd, reservedUsd, ...counts };
}
