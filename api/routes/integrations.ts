import { createRoute } from '@hono/zod-openapi';
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

export function integrationRoutes({ db }: ApiDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const told = await liveSourceFigures(db);
    const items = addSourceFigures(told.map(({ sources }) => sources));
    return c.json(integrationList.parse({ workers: told.length, items }), 200);
  });
}
