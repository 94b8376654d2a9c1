import { createRoute } from '@hono/zod-openapi';
import { clearLatch, standingLatches } from '../../../db/queries/accounts/latches.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { newApp } from '../../api-app.ts';
import { accountQuery } from '../../contract/accounts.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { accountLatches, latchParam } from '../../contract/latches.ts';
import { askedProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { latchView } from '../../views/latch-view.ts';
import { chooseAccount } from './account-choice.ts';

const tags = ['risk'];

const listRoute = createRoute({
  method: 'get',
  path: '/risk/latches',
  operationId: 'listLatches',
  summary: 'What stops the account’s entries, the longest first',
  tags,
  request: { query: accountQuery },
  responses: { 200: jsonResponse(accountLatches, 'All that stand.'), ...askedProblems },
});

const clearRoute = createRoute({
  method: 'delete',
  path: '/risk/latches/{code}',
  operationId: 'clearLatch',
  summary: 'Lets entries go on after a person has looked; a condition that still holds stops them again',
  tags,
  request: { params: latchParam, query: accountQuery },
  responses: { 200: jsonResponse(accountLatches, 'What still stands.'), ...writeProblems },
});

export function latchRoutes({ db }: ApiDeps) {
  return newApp()
    .openapi(listRoute, async (c) => {
      const account = await chooseAccount(db, c.get('user').id, c.req.valid('query').accountId);
      const items = (await standingLatches(db, account.id)).map(latchView);
      return c.json(accountLatches.parse({ accountId: account.id, items }), 200);
    })
    .openapi(clearRoute, async (c) => {
      const user = c.get('user');
      const { code } = c.req.valid('param');
      const account = await chooseAccount(db, user.id, c.req.valid('query').accountId);
      const rows = await inTransaction(db, async (tx) => {
        const cleared = await clearLatch(tx, { accountId: account.id, code, clearedBy: user.email });
        if (cleared === undefined) throw problem('LATCH_NOT_FOUND', `${code} does not stop this account.`);
        const data = { code, facts: cleared.facts, since: cleared.since.toISOString() };
        await recordChange(tx, c, { action: 'latch.cleared', target: `account:${account.id}`, data });
        return standingLatches(tx, account.id);
      });
      return c.json(accountLatches.parse({ accountId: account.id, items: rows.map(latchView) }), 200);
    });
}
