import { createRoute } from '@hono/zod-openapi';
import { auditOfUser } from '../../db/queries/audit.ts';
import { newApp } from '../api-app.ts';
import { auditListQuery, auditPage } from '../contract/audit.ts';
import { jsonResponse } from '../contract/json-body.ts';
import { readProblems } from '../contract/problem.ts';
import type { ApiDeps } from '../deps.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/audit',
  operationId: 'listAudit',
  summary: 'What was done and refused in your name, newest first',
  tags: ['audit'],
  request: { query: auditListQuery },
  responses: { 200: jsonResponse(auditPage, 'One page.'), ...readProblems },
});

export function auditRoutes({ db }: ApiDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const page = await auditOfUser(db, c.get('user').id, c.req.valid('query'));
    const items = page.items.map(({ id, actor, action, target, result, data, requestId, at }) => ({
      id,
      actor,
      action,
      target,
      result,
      data,
      requestId,
      at: at.toISOString(),
    }));
    return c.json(auditPage.parse({ items, nextCursor: page.nextCursor }), 200);
  });
}
