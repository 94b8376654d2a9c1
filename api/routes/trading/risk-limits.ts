import { createRoute } from '@hono/zod-openapi';
import { lockAccount, setRiskLimits } from '../../../db/queries/accounts/broker-accounts.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { limitsOf } from '../../../domain/risk/limits.ts';
import { looserLimits } from '../../../domain/risk/strategy-limits.ts';
import { newApp } from '../../api-app.ts';
import { accountQuery } from '../../contract/accounts.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { askedProblems, writeProblems } from '../../contract/problem.ts';
import { accountRiskLimits, riskLimitsBody } from '../../contract/risk-limits.ts';
import type { ApiDeps } from '../../deps.ts';
import { demand } from '../../middleware/authorize.ts';
import { recordChange } from '../../record-change.ts';
import { chooseAccount } from './account-choice.ts';

const tags = ['risk'];

const getRoute = createRoute({
  method: 'get',
  path: '/risk/limits',
  operationId: 'getRiskLimits',
  summary: 'What risk holds the account to',
  tags,
  request: { query: accountQuery },
  responses: { 200: jsonResponse(accountRiskLimits, 'The limits.'), ...askedProblems },
});

const putRoute = createRoute({
  method: 'put',
  path: '/risk/limits',
  operationId: 'setRiskLimits',
  summary: 'Sets the limits of the account; those that later releases added may be left out',
  description: 'To loosen any of them asks for `risk:loosen`.',
  tags,
  request: { body: jsonBody(riskLimitsBody) },
  responses: { 200: jsonResponse(accountRiskLimits, 'As they are then.'), ...writeProblems },
});

export function riskLimitRoutes({ db, now }: ApiDeps) {
  return newApp()
    .openapi(getRoute, async (c) => {
      const account = await chooseAccount(db, c.get('user').id, c.req.valid('query').accountId);
      return c.json(
        accountRiskLimits.parse({ accountId: account.id, limits: limitsOf(account.riskLimits) }),
        200,
      );
    })
    .openapi(putRoute, async (c) => {
      const user = c.get('user');
      const { accountId, ...wished } = c.req.valid('json');
      const account = await chooseAccount(db, user.id, accountId);
      const limits = { ...limitsOf(account.riskLimits), ...wished };
      await inTransaction(db, async (tx) => {
        const standing = limitsOf((await lockAccount(tx, account.id)).riskLimits);
        if (looserLimits(standing, limits).length > 0) demand(c, 'risk:loosen', now());
        await setRiskLimits(tx, { userId: user.id, accountId: account.id, limits });
        const data = { from: account.riskLimits, to: limits };
        await recordChange(tx, c, { action: 'risk-limits.set', target: `account:${account.id}`, data });
      });
      return c.json(accountRiskLimits.parse({ accountId: account.id, limits }), 200);
    });
}
