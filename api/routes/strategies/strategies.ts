import { createRoute } from '@hono/zod-openapi';
import { accountById } from '../../../db/queries/accounts/broker-accounts.ts';
import {
  archiveStrategy,
  insertStrategy,
  strategiesOfUser,
  updateStrategy,
} from '../../../db/queries/cycles/strategies.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { asksFewer } from '../../../domain/approval/approval-rule.ts';
import { newApp } from '../../api-app.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { pageQuery } from '../../contract/page.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import {
  changeStrategyBody,
  createStrategyBody,
  strategy,
  strategyPage,
  strategyParam,
} from '../../contract/strategies.ts';
import type { ApiDeps } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { demand } from '../../middleware/authorize.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import {
  deleteStrategySchedule,
  describeStrategySchedule,
  putStrategySchedule,
} from '../../temporal/strategy-schedule.ts';
import { strategyView } from '../../views/strategy-view.ts';
import { chooseAccount } from '../trading/account-choice.ts';
import { checkedParameters, checkModelsFor, checkUniverse, namedOnce } from './strategy-checks.ts';
import { liveStrategy } from './strategy-choice.ts';

const tags = ['strategies'];

const listRoute = createRoute({
  method: 'get',
  path: '/strategies',
  operationId: 'listStrategies',
  summary: 'Your strategies, newest first',
  tags,
  request: { query: pageQuery },
  responses: { 200: jsonResponse(strategyPage, 'One page.'), ...readProblems },
});

const createStrategyRoute = createRoute({
  method: 'post',
  path: '/strategies',
  operationId: 'createStrategy',
  summary: 'Makes a strategy; it runs once it has a schedule, or when a cycle is asked for',
  tags,
  request: { headers: onceHeaders, body: jsonBody(createStrategyBody) },
  responses: { 201: madeResponse(strategy, 'Made.'), ...writeProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/strategies/{id}',
  operationId: 'getStrategy',
  summary: 'One strategy',
  tags,
  request: { params: strategyParam },
  responses: { 200: jsonResponse(strategy, 'The strategy.'), ...readOneProblems },
});

const changeRoute = createRoute({
  method: 'patch',
  path: '/strategies/{id}',
  operationId: 'changeStrategy',
  summary: 'Changes what is given; a schedule that exists follows',
  tags,
  request: { params: strategyParam, body: jsonBody(changeStrategyBody) },
  responses: { 200: jsonResponse(strategy, 'As it is then.'), ...writeProblems },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/strategies/{id}',
  operationId: 'deleteStrategy',
  summary: 'Archives the strategy and removes its schedule; cycles and orders stay',
  tags,
  request: { params: strategyParam },
  responses: { 204: { description: 'Gone from the lists.' }, ...writeProblems },
});

export function strategyRoutes(deps: ApiDeps) {
  const { db, temporal, temporalTimeoutMs, languageModels, now } = deps;
  return newApp()
    .openapi(listRoute, async (c) => {
      const page = await strategiesOfUser(db, c.get('user').id, c.req.valid('query'));
      const body = { items: page.items.map(strategyView), nextCursor: page.nextCursor };
      return c.json(strategyPage.parse(body), 200);
    })
    .openapi(createStrategyRoute, async (c) => {
      const asked = c.req.valid('json');
      const { accountId, ...wish } = asked;
      checkModelsFor(wish.kind, languageModels);
      checkUniverse(wish.universe);
      const parameters = checkedParameters(wish.kind, wish.parameters);
      const user = c.get('user');
      const made = await makeOnce(deps, c, { asked, answer: strategy }, async (tx) => {
        const account = await chooseAccount(tx, user.id, accountId);
        const wished = { ...wish, parameters, userId: user.id, accountId: account.id };
        const row = await namedOnce(wish.name, () => insertStrategy(tx, wished));
        const { kind, universe, approvalAboveUsd, approvalWindowSeconds } = row;
        const data = { kind, parameters, universe, approvalAboveUsd, approvalWindowSeconds };
        await recordChange(tx, c, { action: 'strategy.created', target: `strategy:${row.id}`, data });
        return { body: strategyView(row), location: `/v1/strategies/${row.id}` };
      });
      return c.json(made, 201);
    })
    .openapi(getRoute, async (c) => {
      const row = await liveStrategy(db, c.get('user').id, c.req.valid('param').id);
      return c.json(strategy.parse(strategyView(row)), 200);
    })
    .openapi(changeRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { parameters: wished, ...changes } = c.req.valid('json');
      const user = c.get('user');
      const before = await liveStrategy(db, user.id, id);
      if (changes.universe !== undefined) checkUniverse(changes.universe);
      if (asksFewer(before.approvalAboveUsd, changes.approvalAboveUsd)) demand(c, 'risk:loosen', now());
      const parameters =
        wished === undefined
          ? {}
          : { parameters: checkedParameters(before.kind, { ...before.parameters, ...wished }) };
      const row = await namedOnce(changes.name ?? before.name, async () =>
        inTransaction(db, async (tx) => {
          const changed = await updateStrategy(tx, user.id, id, { ...changes, ...parameters });
          if (changed === undefined) throw problem('STRATEGY_NOT_FOUND', `You have no strategy ${id}.`);
          const data = { ...changes, ...parameters };
          await recordChange(tx, c, { action: 'strategy.changed', target: `strategy:${id}`, data });
          const schedule = await describeStrategySchedule(temporal, id, temporalTimeoutMs);
          const account = await accountById(tx, changed.accountId);
          if (schedule !== undefined && account !== undefined) {
            const request = { strategy: changed, mode: account.mode, paused: undefined };
            await putStrategySchedule(temporal, request, temporalTimeoutMs);
          }
          return changed;
        }),
      );
      return c.json(strategy.parse(strategyView(row)), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { id } = c.req.valid('param');
      const user = c.get('user');
      await liveStrategy(db, user.id, id);
      await inTransaction(db, async (tx) => {
        await archiveStrategy(tx, user.id, id);
        await recordChange(tx, c, { action: 'strategy.archived', target: `strategy:${id}` });
        await deleteStrategySchedule(temporal, id, temporalTimeoutMs);
      });
      return c.body(null, 204);
    });
}
