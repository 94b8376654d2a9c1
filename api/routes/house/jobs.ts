import { createRoute } from '@hono/zod-openapi';
import type { ScheduleDescription } from '@temporalio/client';
import type { z } from 'zod';
import { strategiesOfUser } from '../../../db/queries/cycles/strategies.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { HOUSE_JOBS, isHouseJob } from '../../../domain/house-jobs.ts';
import { strategyScheduleId } from '../../../workflows/messages.ts';
import { newApp } from '../../api-app.ts';
import { job, jobList, jobParam, putJobBody } from '../../contract/jobs.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { readProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { describeJob, pauseJob } from '../../temporal/jobs.ts';

const tags = ['jobs'];
/** A page of strategies: whoever has more sees the newest. */
const STRATEGIES_MAX = 100;

const listRoute = createRoute({
  method: 'get',
  path: '/jobs',
  operationId: 'listJobs',
  summary: 'What runs on a schedule: the house’s jobs and your strategies, with last and next run',
  tags,
  responses: { 200: jsonResponse(jobList, 'Each as Temporal has it.'), ...readProblems },
});

const putRoute = createRoute({
  method: 'put',
  path: '/jobs/{id}',
  operationId: 'putJob',
  summary: 'Pauses or resumes a job of the house; owners alone',
  description: 'A strategy’s schedule is paused at `/strategies/{id}/schedule`. What runs already goes on.',
  tags,
  request: { params: jobParam, body: jsonBody(putJobBody) },
  responses: { 200: jsonResponse(job, 'As it is then.'), ...writeProblems },
});

export function jobRoutes({ db, temporal, temporalTimeoutMs }: ApiDeps) {
  const described = async (id: string, title: string) => {
    const schedule = await describeJob(temporal, id, temporalTimeoutMs);
    return schedule === undefined ? [] : [jobView(schedule, title)];
  };
  return newApp()
    .openapi(listRoute, async (c) => {
      const { items } = await strategiesOfUser(db, c.get('user').id, { limit: STRATEGIES_MAX });
      const known = [
        ...Object.entries(HOUSE_JOBS),
        ...items.map(({ id, name }) => [strategyScheduleId(id), `Strategy ${name}`] as const),
      ];
      const jobs = await Promise.all(known.map(async ([id, title]) => described(id, title)));
      return c.json(jobList.parse({ items: jobs.flat() }), 200);
    })
    .openapi(putRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { paused } = c.req.valid('json');
      const user = c.get('user');
      if (!isHouseJob(id)) throw notFound(id);
      await inTransaction(db, async (tx) => {
        await recordChange(tx, c, { action: 'job.put', target: `job:${id}`, data: { paused } });
        const wish = { paused, by: user.email };
        if (!(await pauseJob(temporal, id, wish, temporalTimeoutMs))) throw notFound(id);
      });
      const [view] = await described(id, HOUSE_JOBS[id]);
      if (view === undefined) throw notFound(id);
      return c.json(job.parse(view), 200);
    });
}

function notFound(id: string) {
  return problem('JOB_NOT_FOUND', `The house has no job ${id}.`);
}

function jobView(schedule: ScheduleDescription, title: string): z.infer<typeof job> {
  const { info, spec, state, action } = schedule;
  return {
    id: schedule.scheduleId,
    title,
    workflow: action.workflowType,
    paused: state.paused,
    note: state.note ?? null,
    intervalSeconds: (spec.intervals?.[0]?.every ?? 0) / 1_000,
    lastRunAt: info.recentActions.at(-1)?.takenAt.toISOString() ?? null,
    nextRunAt: state.paused ? null : (info.nextActionTimes[0]?.toISOString() ?? null),
    runs: info.numActionsTaken,
    skipped: info.numActionsSkippedOverlap,
  };
}
