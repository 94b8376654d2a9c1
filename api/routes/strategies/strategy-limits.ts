import { createRoute } from '@hono/zod-openapi';
import { accountById } from '../../../db/queries/accounts/broker-accounts.ts';
import { setStrategyLimits } from '../../../db/queries/cycles/strategies.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { limitsOf } from '../../../domain/risk/limits.ts';
import { looserLimits, tightenLimits } from '../../../domain/risk/strategy-limits.ts';
import { newApp } from '../../api-app.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { readOneProblems, writeProblems } from '../../contract/problem.ts';
import { strategyRiskLimits } from '../../contract/risk-limits.ts';
import { strategyParam } from '../../contract/strategies.ts';
import type { ApiDeps } from '../../deps.ts';
import { demand } from '../../middleware/authorize.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { liveStrategy } from './strategy-choice.ts';

const tags = ['risk'];

const getRoute = createRoute({
  method: 'get',
  path: '/strategies/{id}/risk-limits',
  operationId: 'getStrategyRiskLimits',
  summary: 'What risk holds the strategy to beside its account',
  tags,
  request: { params: strategyParam },
  responses: { 200: jsonResponse(strategyRiskLimits, 'Its own limits.'), ...readOneProblems },
});

const putRoute = createRoute({
  method: 'put',
  path: '/strategies/{id}/risk-limits',
  operationId: 'setStrategyRiskLimits',
  summary: 'Sets the strategy’s own limits, none of them looser than the account’s',
  tags,
  request: { params: strategyParam, body: jsonBody(strategyRiskLimits) },
  responses: { 200: jsonResponse(strategyRiskLimits, 'As they are then.'), ...writeProblems },
});

export function strategyLimitRoutes({ db, now }: ApiDeps) {
  return newApp()
    .openapi(getRoute, async (c) => {
      const { riskLimits } = await liveStrategy(db, c.get('user').id, c.req.valid('param').id);
      return c.json(strategyRiskLimits.parse(riskLimits ?? {}), 200);
    })
    .openapi(putRoute, async (c) => {
      const user = c.get('user');
      const limits = c.req.valid('json');
      const strategy = await liveStrategy(db, user.id, c.req.valid('param').id);
      const account = await accountById(db, strategy.accountId);
      if (account === undefined) throw new Error(`strategy ${strategy.id} names no account`);
      const looser = looserLimits(limitsOf(account.riskLimits), limits);
      if (looser.length > 0) {
        throw problem('STRATEGY_LIMITS_LOOSER', `Looser than the account’s: ${looser.join(', ')}.`);
      }
      const held = limitsOf(account.riskLimits);
      const before = tightenLimits(held, strategy.riskLimits ?? {});
      if (looserLimits(before, tightenLimits(held, limits)).length > 0) demand(c, 'risk:loosen', now());
      await inTransaction(db, async (tx) => {
        await setStrategyLimits(tx, user.id, strategy.id, limits);
        const data = { from: strategy.riskLimits, to: limits };
        await recordChange(tx, c, {
          action: 'strategy-limits.set',
          target: `strategy:${strategy.id}`,
          data,
        });
      });
      return c.json(strategyRiskLimits.parse(limits), 200);
    });
}
