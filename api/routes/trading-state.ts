import { createRoute } from '@hono/zod-openapi';
import { setTradingState } from '../../db/queries/broker-accounts.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { newApp } from '../api-app.ts';
import { accountQuery, tradingState, tradingStateBody } from '../contract/accounts.ts';
import { jsonBody, jsonResponse } from '../contract/json-body.ts';
import { readOneProblems, writeProblems } from '../contract/problem.ts';
import type { ApiDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { chooseAccount } from './account-choice.ts';

const tags = ['risk'];

const getRoute = createRoute({
  method: 'get',
  path: '/trading-state',
  operationId: 'getTradingState',
  summary: 'Whether the account may trade',
  tags,
  request: { query: accountQuery },
  responses: { 200: jsonResponse(tradingState, 'The state.'), ...readOneProblems },
});

const putRoute = createRoute({
  method: 'put',
  path: '/trading-state',
  operationId: 'setTradingState',
  summary: 'active, reducing (only orders that make a position smaller) or halted (none)',
  tags,
  request: { body: jsonBody(tradingStateBody) },
  responses: { 200: jsonResponse(tradingState, 'As it is then.'), ...writeProblems },
});

export function tradingStateRoutes({ db }: ApiDeps) {
  return newApp()
    .openapi(getRoute, async (c) => {
      const account = await chooseAccount(db, c.get('user').id, c.req.valid('query').accountId);
      return c.json(tradingState.parse({ accountId: account.id, tradingState: account.tradingState }), 200);
    })
    .openapi(putRoute, async (c) => {
      const user = c.get('user');
      const { tradingState: state, accountId } = c.req.valid('json');
      const account = await chooseAccount(db, user.id, accountId);
      await inTransaction(db, async (tx) => {
        await setTradingState(tx, { userId: user.id, accountId: account.id, state });
        const data = { from: account.tradingState, to: state };
        await recordChange(tx, c, { action: 'trading-state.set', target: `account:${account.id}`, data });
      });
      return c.json(tradingState.parse({ accountId: account.id, tradingState: state }), 200);
    });
}
