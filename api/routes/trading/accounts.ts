import { createRoute } from '@hono/zod-openapi';
import { accountsOfUser } from '../../../db/queries/accounts/broker-accounts.ts';
import { positionsOfUser } from '../../../db/queries/books/positions.ts';
import { latestReconciliation } from '../../../db/queries/books/reconciliations.ts';
import { limitsOf } from '../../../domain/risk/limits.ts';
import { newApp } from '../../api-app.ts';
import { account, accountPage, accountQuery } from '../../contract/accounts.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { askedProblems, readProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { accountSummaryView } from '../../views/account-summary-view.ts';
import { chooseAccount } from './account-choice.ts';

const tags = ['portfolio'];

const listRoute = createRoute({
  method: 'get',
  path: '/accounts',
  operationId: 'listAccounts',
  summary: 'Your broker accounts',
  tags,
  responses: { 200: jsonResponse(accountPage, 'All of them.'), ...readProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/account',
  operationId: 'getAccount',
  summary: 'One account by the ledger and its latest reconciliation',
  tags,
  request: { query: accountQuery },
  responses: { 200: jsonResponse(account, 'The account.'), ...askedProblems },
});

export function accountRoutes({ db }: ApiDeps) {
  return newApp()
    .openapi(listRoute, async (c) => {
      const rows = await accountsOfUser(db, c.get('user').id);
      const items = rows.map(accountSummaryView);
      return c.json(accountPage.parse({ items, nextCursor: null }), 200);
    })
    .openapi(getRoute, async (c) => {
      const user = c.get('user');
      const row = await chooseAccount(db, user.id, c.req.valid('query').accountId);
      const [latest, positions] = await Promise.all([
        latestReconciliation(db, row.id),
        positionsOfUser(db, user.id),
      ]);
      const held = positions.filter((one) => one.accountId === row.id);
      const view = {
        ...accountSummaryView(row),
        tradingState: row.tradingState,
        cash: row.cash,
        positions: held.length,
        limits: limitsOf(row.riskLimits),
        lastReconciledAt: latest?.at.toISOString() ?? null,
        drift: latest?.drift ?? null,
        brokerEquity: latest?.brokerEquity ?? null,
        brokerCash: latest?.brokerCash ?? null,
      };
      return c.json(account.parse(view), 200);
    });
}
