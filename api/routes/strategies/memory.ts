import { createRoute } from '@hono/zod-openapi';
import { memoryOf } from '../../../db/queries/cycles/proposal-memory.ts';
import { newApp } from '../../api-app.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { memoryList, memoryQuery } from '../../contract/memory.ts';
import { readOneProblems } from '../../contract/problem.ts';
import { strategyParam } from '../../contract/strategies.ts';
import type { ApiDeps } from '../../deps.ts';
import { anyStrategy } from './strategy-choice.ts';

const memoryRoute = createRoute({
  method: 'get',
  path: '/strategies/{id}/memory',
  operationId: 'listMemory',
  summary: 'What the strategy has proposed, newest first, and what became of it after 1, 5 and 20 days',
  tags: ['strategies'],
  request: { params: strategyParam, query: memoryQuery },
  responses: { 200: jsonResponse(memoryList, 'The proposals.'), ...readOneProblems },
});

export function memoryRoutes({ db }: ApiDeps) {
  return newApp().openapi(memoryRoute, async (c) => {
    const { id: userId } = c.get('user');
    const { id: strategyId } = await anyStrategy(db, userId, c.req.valid('param').id);
    const { symbols, asOf, limit } = c.req.valid('query');
    const items = await memoryOf(db, {
      userId,
      strategyId,
      limit,
      ...(symbols === undefined ? {} : { symbols }),
      ...(asOf === undefined ? {} : { asOf: new Date(asOf).toISOString() }),
    });
    return c.json(memoryList.parse({ items }), 200);
  });
}
