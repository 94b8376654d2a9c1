import { createRoute } from '@hono/zod-openapi';
import { liveSourceFigures } from '../../../db/queries/sources/source-figures.ts';
import { addCacheFigures } from '../../../domain/add-figures.ts';
import { newApp } from '../../api-app.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { readProblems } from '../../contract/problem.ts';
import { cacheList } from '../../contract/sources.ts';
import type { ApiDeps } from '../../deps.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/caches',
  operationId: 'listCaches',
  summary: 'What the workers keep of each source’s answers, and how often that saved a request',
  description: 'Counted since each worker’s start and told by it every two seconds; no worker, no items.',
  tags: ['sources'],
  responses: { 200: jsonResponse(cacheList, 'All caches.'), ...readProblems },
});

export function cacheRoutes({ db }: ApiDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const told = await liveSourceFigures(db);
    const items = addCacheFigures(told.map(({ caches }) => caches));
    return c.json(cacheList.parse({ workers: told.length, items }), 200);
  });
}
