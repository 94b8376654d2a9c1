import { createRoute } from '@hono/zod-openapi';
import { positionsOfUser } from '../../../db/queries/books/positions.ts';
import { newApp } from '../../api-app.ts';
import { accountQuery } from '../../contract/accounts.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { position, positionPage, positionParam } from '../../contract/positions.ts';
import { askedProblems, readOneProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { positionView } from '../../views/position-view.ts';
import { chooseAccount } from './account-choice.ts';

const tags = ['portfolio'];

const listRoute = createRoute({
  method: 'get',
  path: '/positions',
  operationId: 'listPositions',
  summary: 'What is held, by the ledger',
  tags,
  request: { query: accountQuery },
  responses: { 200: jsonResponse(positionPage, 'All of them.'), ...readOneProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/positions/{symbol}',
  operationId: 'getPosition',
  summary: 'What is held of one symbol',
  tags,
  request: { params: positionParam, query: accountQuery },
  responses: { 200: jsonResponse(position, 'The position.'), ...askedProblems },
});

export function positionRoutes({ db }: ApiDeps) {
  return newApp()
    .openapi(listRoute, async (c) => {
      const user = c.get('user');
      const { accountId } = c.req.valid('query');
      if (accountId !== undefined) await chooseAccount(db, user.id, accountId);
      const rows = await positionsOfUser(db, user.id);
      const items = rows
        .filter((row) => accountId === undefined || row.accountId === accountId)
        .map(positionView);
      return c.json(positionPage.parse({ items, nextCursor: null }), 200);
    })
    .openapi(getRoute, async (c) => {
      const user = c.get('user');
      const { symbol } = c.req.valid('param');
      const account = await chooseAccount(db, user.id, c.req.valid('query').accountId);
      const rows = await positionsOfUser(db, user.id);
      const row = rows.find((one) => one.accountId === account.id && one.symbol === symbol);
      if (row === undefined) throw problem('POSITION_NOT_FOUND', `${symbol} is not held.`);
      return c.json(position.parse(positionView(row)), 200);
    });
}
