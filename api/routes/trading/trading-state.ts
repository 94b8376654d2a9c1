import { createRoute } from '@hono/zod-openapi';
import { lockAccount } from '../../../db/queries/accounts/broker-accounts.ts';
import { haltAccount, setTradingState } from '../../../db/queries/accounts/trading-halts.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { letsMorePass } from '../../../domain/risk/trading-state.ts';
import { newApp } from '../../api-app.ts';
import { accountQuery, tradingState, tradingStateBody, tradingStateSet } from '../../contract/accounts.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { askedProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { demand } from '../../middleware/authorize.ts';
import { recordChange } from '../../record-change.ts';
import { tellHalt } from '../../temporal/tell-halt.ts';
import { chooseAccount } from './account-choice.ts';

const tags = ['risk'];

const getRoute = createRoute({
  method: 'get',
  path: '/trading-state',
  operationId: 'getTradingState',
  summary: 'Whether the account may trade',
  tags,
  request: { query: accountQuery },
  responses: { 200: jsonResponse(tradingState, 'The state.'), ...askedProblems },
});

const putRoute = createRoute({
  method: 'put',
  path: '/trading-state',
  operationId: 'setTradingState',
  summary: 'active, reducing (only orders that make a position smaller) or halted (none)',
  description:
    'Halted also cancels everything open, has the broker refuse new orders, and cancels what becomes known later. To let more pass than before asks for `risk:loosen`.',
  tags,
  request: { body: jsonBody(tradingStateBody) },
  responses: {
    200: jsonResponse(tradingStateSet, 'As it is then; entries are judged by it from here on.'),
    ...writeProblems,
  },
});

export function tradingStateRoutes({ db, temporal, temporalTimeoutMs, logger, now }: ApiDeps) {
  return newApp()
    .openapi(getRoute, async (c) => {
      const account = await chooseAccount(db, c.get('user').id, c.req.valid('query').accountId);
      return c.json(tradingState.parse({ accountId: account.id, tradingState: account.tradingState }), 200);
    })
    .openapi(putRoute, async (c) => {
      const user = c.get('user');
      const { tradingState: state, accountId } = c.req.valid('json');
      const account = await chooseAccount(db, user.id, accountId);
      const before = await inTransaction(db, async (tx) => {
        const locked = await lockAccount(tx, account.id);
        if (letsMorePass(locked.tradingState, state)) demand(c, 'risk:loosen', now());
        if (state === 'halted') await haltAccount(tx, account.id, `set by ${user.email}`);
        else {
          const whose = { userId: user.id, accountId: account.id, setBy: user.email };
          await setTradingState(tx, { ...whose, from: locked.tradingState, to: state });
        }
        const data = { from: locked.tradingState, to: state };
        await recordChange(tx, c, { action: 'trading-state.set', target: `account:${account.id}`, data });
        return locked;
      });
      const isHalt = [state, before.tradingState].includes('halted') || before.suspendedAt !== null;
      const workflow = isHalt ? await tellHalt(temporal, account, temporalTimeoutMs) : undefined;
      if (isHalt && workflow === undefined) {
        logger.warn({ accountId: account.id }, 'Temporal does not answer: a worker will carry out the halt');
      }
      const haltWorkflow = workflow ?? null;
      return c.json(tradingStateSet.parse({ accountId: account.id, tradingState: state, haltWorkflow }), 200);
    });
}
