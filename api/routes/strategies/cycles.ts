import { createRoute } from '@hono/zod-openapi';
import { cycleReport, cyclesOfStrategy } from '../../../db/queries/cycles/cycles.ts';
import { strategyOfUser } from '../../../db/queries/cycles/strategies.ts';
import { addLogFields } from '../../../telemetry/log-context.ts';
import { cycleWorkflowId } from '../../../workflows/messages.ts';
import { newApp } from '../../api-app.ts';
import { cycle, cycleIdParam, cyclePage, runCycleBody, startedCycle } from '../../contract/cycles.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { pageQuery } from '../../contract/page.ts';
import { readOneProblems, writeProblems } from '../../contract/problem.ts';
import { strategyParam } from '../../contract/strategies.ts';
import type { ApiDeps } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { liveSteps } from '../../temporal/cycle-progress.ts';
import { describeWorkflow } from '../../temporal/describe-workflow.ts';
import { startCycle } from '../../temporal/start-cycle.ts';
import { cycleSummaryView, cycleView, startingCycleView } from '../../views/cycle-view.ts';
import { chooseAccount } from '../trading/account-choice.ts';
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
  request: {
    params: strategyParam,
    headers: onceHeaders,
    body: { content: { 'application/json': { schema: runCycleBody } } },
  },
  responses: { 202: madeResponse(startedCycle, 'Started.'), ...writeProblems },
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

export function cycleRoutes(deps: ApiDeps) {
  const { db, temporal, temporalTimeoutMs, languageModels } = deps;
  return newApp()
    .openapi(runRoute, async (c) => {
      const user = c.get('user');
      const asked = c.req.valid('json');
      const made = await makeOnce(deps, c, { asked, answer: startedCycle }, async (tx, making) => {
        const strategy = await liveStrategy(tx, user.id, c.req.valid('param').id);
        checkModelsFor(strategy.kind, languageModels);
        const { mode } = await chooseAccount(tx, user.id, strategy.accountId);
        const asOf = (asked.asOf === undefined ? making.askedAt : new Date(asked.asOf)).toISOString();
        const target = `strategy:${strategy.id}`;
        await recordChange(tx, c, { action: 'cycle.started', target, data: { asOf } });
        const cycleId = cycleWorkflowId(strategy.id, asOf);
        const started = await startCycle(temporal, { strategy, mode, asOf }, temporalTimeoutMs);
        if (!started && !making.isRepeat) {
          throw problem('CYCLE_EXISTS', `The strategy has had its cycle for ${asOf}.`);
        }
        const location = `/v1/cycles/${encodeURIComponent(cycleId)}`;
        return { body: { cycleId, asOf, workflowId: cycleId }, location };
      });
      addLogFields({ cycleId: made.cycleId });
      return c.json(made, 202);
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
