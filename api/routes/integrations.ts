import { createRoute } from '@hono/zod-openapi';
import { researchDay } from '../../db/queries/research-days.ts';
import { liveSourceFigures } from '../../db/queries/source-figures.ts';
import { addSourceFigures } from '../../domain/add-figures.ts';
import { newApp } from '../api-app.ts';
import { jsonResponse } from '../contract/json-body.ts';
import { readProblems } from '../contract/problem.ts';
import { integrationList } from '../contract/sources.ts';
import type { ApiDeps } from '../deps.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/integrations',
  operationId: 'listIntegrations',
  summary: 'The outside sources: whether they answer, what failed, and whose breaker is open',
  description: 'Counted since each worker’s start and told by it every two seconds; no worker, no items.',
  tags: ['sources'],
  responses: { 200: jsonResponse(integrationList, 'All sources.'), ...readProblems },
});

export function integrationRoutes(deps: ApiDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const [told, research] = await Promise.all([liveSourceFigures(deps.db), researchView(deps)]);
    const items = addSourceFigures(told.map(({ sources }) => sources)).filter(
      ({ source }) => research.configured || source !== 'valyu',
    );
    return c.json(integrationList.parse({ workers: told.length, research, items }), 200);
  });
}

async function researchView({ db, now, researchUsdPerDay: usdPerDay }: ApiDeps) {
  if (usdPerDay === undefined) return { configured: false, reason: 'VALYU_API_KEY is not set.' };
  const day = now().toISOString().slice(0, 10);
  const { spent: spentUsd, reserved: reservedUsd, ...counts } = await researchDay(db, day);
  return { configured: true, day, usdPerDay, spentUsd, reservedUsd, ...counts };
}
