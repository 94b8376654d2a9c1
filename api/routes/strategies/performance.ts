import { createRoute } from '@hono/zod-openapi';
import { performanceReports as readReports } from '../../../db/queries/cycles/strategy-performance.ts';
import { newApp } from '../../api-app.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { performanceReports } from '../../contract/performance.ts';
import { readOneProblems } from '../../contract/problem.ts';
import { strategyParam } from '../../contract/strategies.ts';
import type { ApiDeps } from '../../deps.ts';
import { anyStrategy } from './strategy-choice.ts';

const getRoute = createRoute({
  method: 'get',
  path: '/strategies/{id}/performance',
  operationId: 'getStrategyPerformance',
  summary: 'How the strategy did: return, Sharpe, Sortino, drawdown, hit rate, turnover',
  description: 'Written every night by the job `performance-report`.',
  tags: ['strategies'],
  request: { params: strategyParam },
  responses: { 200: jsonResponse(performanceReports, 'By night.'), ...readOneProblems },
});

export function performanceRoutes({ db }: ApiDeps) {
  return newApp().openapi(getRoute, async (c) => {
    const userId = c.get('user').id;
    const { id } = await anyStrategy(db, userId, c.req.valid('param').id);
    const reports = await readReports(db, userId, id);
    const items = reports.map(({ figures, computedAt }) => ({
      ...figures,
      computedAt: computedAt.toISOString(),
    }));
    return c.json(performanceReports.parse({ latest: items[0] ?? null, items }), 200);
  });
}
