import { createRoute } from '@hono/zod-openapi';
import { fillsOfUser } from '../../../db/queries/books/fills.ts';
import { newApp } from '../../api-app.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { readProblems } from '../../contract/problem.ts';
import { tradeListQuery, tradePage } from '../../contract/trades.ts';
import type { ApiDeps } from '../../deps.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/trades',
  operationId: 'listTrades',
  summary: 'Executions, newest first',
  description:
    'An execution that the exchange has taken back is not listed any more; the audit log keeps it (`fill.busted`, `fill.corrected`).',
  tags: ['portfolio'],
  request: { query: tradeListQuery },
  responses: { 200: jsonResponse(tradePage, 'One page.'), ...readProblems },
});

export function tradeRoutes({ db }: ApiDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const page = await fillsOfUser(db, c.get('user').id, c.req.valid('query'));
    const items = page.items.map((row) => ({
      executionId: row.executionId,
      accountId: row.accountId,
      clientOrderId: row.clientOrderId,
      symbol: row.symbol,
      side: row.side,
      qty: row.qty,
      price: row.price,
      realizedPnl: row.realizedPnl,
      executedAt: row.executedAt.toISOString(),
    }));
    return c.json(tradePage.parse({ items, nextCursor: page.nextCursor }), 200);
  });
}
