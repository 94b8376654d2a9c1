import { createRoute } from '@hono/zod-openapi';
import { cycleReport, cyclesOfStrategy } from '../../db/queries/cycles.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { strategyOfUser } from '../../db/queries/strategies.ts';
import { addLogFields } from '../../telemetry/log-context.ts';
import { newApp } from '../api-app.ts';
import { cycle, cycleIdParam, cyclePage, runCycleBody, startedCycle } from '../contract/cycles.ts';
import { jsonResponse } from '../contract/json-body.ts';
import { pageQuery } from '../contract/page.ts';
import { readOneProblems, writeProblems } from '../contract/problem.ts';
import { strategyParam } from '../contract/strategies.ts';
import type { ApiDeps } from '../deps.ts';
import { problem } from '../problem-error.ts';
import { recordChange } from '../record-change.ts';
import { liveSteps } from '../temporal/cycle-progress.ts';
import { describeWorkflow } from '../temporal/describe-workflow.ts';
import { startCycle } from '../temporal/start-cycle.ts';
import { cycleSummaryView, cycleView, startingCycleView } from '../views/cycle-view.ts';
import { chooseAccount } from './account-choice.ts';
import { parseCycleId } from './cycle-id.ts';
import { checkModelsFor } from './strategy-checks.ts';
import { anyStrategy, liveStrategy } from './strategy-choice.ts';

const tags = ['cycles'];

const runRoute = createRoute({
  method: 'post',
  path: '/strategies/{id}/cycles',
  operationId: 'runCycle',
  summary: 'Runs a cycle now',
  tags,
  request: { params: strategyParam, body: { content: { 'application/json': { schema: runCycleBody } } } },
  responses: { 202: jsonResponse(startedCycle, 'Started.'), ...writeProblems },
});

const listRoute = createRoute({
  method: 'get',
  path: '/strategies/{id}/cycles',
  operationId: 'listCycles',
  summary: 'The strategy’s cycles, newest moment first',
  tags,
  request: { params: strategyParam, query: pageQuery },
  responses: { 200: jsonResponse(cyclePage, 'One page.'), ...readOneProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/cycles/{id}',
  operationId: 'getCycle',
  summary: 'One cycle: steps, sources, decisions, orders, reconciliation',
  tags,
  request: { params: cycleIdParam },
  responses: { 200: jsonResponse(cycle, 'The cycle.'), ...readOneProblems },
});

export function cycleRoutes({ db, temporal, temporalTimeoutMs, now, languageModels }: ApiDeps) {
  return newApp()
    .openapi(runRoute, async (c) => {
      const user = c.get('user');
      const wished = c.req.valid('json').asOf;
      const asOf = (wished === undefined ? now() : new Date(wished)).toISOString();
      const strategy = await liveStrategy(db, user.id, c.req.valid('param').id);
      checkModelsFor(strategy.kind, languageModels);
      const { mode } = await chooseAccount(db, user.id, strategy.accountId);
      const workflowId = await inTransaction(db, async (tx) => {
        const target = `strategy:${strategy.id}`;
        await recordChange(tx, c, { action: 'cycle.started', target, data: { asOf } });
        const started = await startCycle(temporal, { strategy, mode, asOf }, temporalTimeoutMs);
        if (started === undefined) {
          throw problem('CYCLE_EXISTS', `The strategy has had its cycle for ${asOf}.`);
        }
        return started;
      });
      const location = `/v1/cycles/${encodeURIComponent(workflowId)}`;
      addLogFields({ cycleId: workflowId });
      return c.json(startedCycle.parse({ cycleId: workflowId, asOf, workflowId }), 202, {
        Location: location,
      });
    })
    .openapi(listRoute, async (c) => {
      const user = c.get('user');
      const { id } = await anyStrategy(db, user.id, c.req.valid('param').id);
      const page = await cyclesOfStrategy(db, user.id, id, c.req.valid('query'));
      const body = { items: page.items.map(cycleSummaryView), nextCursor: page.nextCursor };
      return c.json(cyclePage.parse(body), 200);
    })
    .openapi(getRoute, async (c) => {
      const user = c.get('user');
      const { id } = c.req.valid('param');
      const report = await cycleReport(db, user.id, id);
      if (report !== undefined) {
        const live = report.cycle.status === 'running' ? await liveSteps(temporal, id) : undefined;
        return c.json(cycle.parse(cycleView(report, live)), 200);
      }
      const parts = parseCycleId(id);
      const strategy = parts && (await strategyOfUser(db, user.id, parts.strategyId));
      const workflow = strategy && (await describeWorkflow(temporal, id, temporalTimeoutMs));
      if (parts === undefined || workflow === undefined) {
        throw problem('CYCLE_NOT_FOUND', `You have no cycle ${id}.`);
      }
      const started = { ...parts, ...workflow, id };
      const live = workflow.closedAt === undefined ? await liveSteps(temporal, id) : undefined;
      return c.json(cycle.parse(startingCycleView(started, live)), 200);
    });
}
