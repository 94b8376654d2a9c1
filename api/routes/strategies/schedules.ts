import { createRoute } from '@hono/zod-openapi';
import { updateStrategy } from '../../../db/queries/cycles/strategies.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { newApp } from '../../api-app.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { readOneProblems, writeProblems } from '../../contract/problem.ts';
import { putScheduleBody, schedule } from '../../contract/schedules.ts';
import { strategyParam } from '../../contract/strategies.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { describeStrategySchedule, putStrategySchedule } from '../../temporal/strategy-schedule.ts';
import { scheduleView } from '../../views/schedule-view.ts';
import { chooseAccount } from '../trading/account-choice.ts';
import { checkModelsFor } from './strategy-checks.ts';
import { liveStrategy } from './strategy-choice.ts';

const tags = ['strategies'];

const getRoute = createRoute({
  method: 'get',
  path: '/strategies/{id}/schedule',
  operationId: 'getSchedule',
  summary: 'When the strategy’s cycles run',
  tags,
  request: { params: strategyParam },
  responses: { 200: jsonResponse(schedule, 'The schedule as Temporal has it.'), ...readOneProblems },
});

const putRoute = createRoute({
  method: 'put',
  path: '/strategies/{id}/schedule',
  operationId: 'putSchedule',
  summary: 'Makes the schedule, changes its interval, pauses or resumes it',
  tags,
  request: { params: strategyParam, body: jsonBody(putScheduleBody) },
  responses: { 200: jsonResponse(schedule, 'As it is then.'), ...writeProblems },
});

export function scheduleRoutes({ db, temporal, temporalTimeoutMs, languageModels }: ApiDeps) {
  const described = async (strategyId: string) => {
    const description = await describeStrategySchedule(temporal, strategyId, temporalTimeoutMs);
    if (description === undefined) {
      throw problem('SCHEDULE_NOT_FOUND', 'PUT this address to make a schedule.');
    }
    return schedule.parse(scheduleView(strategyId, description));
  };

  return newApp()
    .openapi(getRoute, async (c) => {
      const { id } = await liveStrategy(db, c.get('user').id, c.req.valid('param').id);
      return c.json(await described(id), 200);
    })
    .openapi(putRoute, async (c) => {
      const user = c.get('user');
      const wish = c.req.valid('json');
      const { id, accountId, kind } = await liveStrategy(db, user.id, c.req.valid('param').id);
      if (wish.paused !== true) checkModelsFor(kind, languageModels);
      const { mode } = await chooseAccount(db, user.id, accountId);
      await inTransaction(db, async (tx) => {
        const { intervalSeconds, paused } = wish;
        const changes = intervalSeconds === undefined ? {} : { intervalSeconds };
        const strategy = await updateStrategy(tx, user.id, id, changes);
        if (strategy === undefined) throw problem('STRATEGY_NOT_FOUND', `You have no strategy ${id}.`);
        await recordChange(tx, c, { action: 'schedule.put', target: `strategy:${id}`, data: wish });
        await putStrategySchedule(temporal, { strategy, mode, paused }, temporalTimeoutMs);
      });
      return c.json(await described(id), 200);
    });
}
