import { createRoute } from '@hono/zod-openapi';
import { portfolioHistory as readHistory } from '../../../db/queries/books/portfolio-history.ts';
import { decimal, toDecimalString } from '../../../domain/money.ts';
import { newApp } from '../../api-app.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { PORTFOLIO_STEPS, portfolioHistory, portfolioHistoryQuery } from '../../contract/portfolio.ts';
import { askedProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { chooseAccount } from './account-choice.ts';

const historyRoute = createRoute({
  method: 'get',
  path: '/portfolio/history',
  operationId: 'getPortfolioHistory',
  summary: 'What an account was worth, step by step',
  description:
    'Each point is the last reconciliation of its step: the broker’s own figures, read every five minutes and after each cycle. A step without one is left out, never filled in. Deposits and withdrawals count as profit and loss.',
  tags: ['portfolio'],
  request: { query: portfolioHistoryQuery },
  responses: { 200: jsonResponse(portfolioHistory, 'Oldest first.'), ...askedProblems },
});

export function portfolioRoutes({ db, now }: ApiDeps) {
  return newApp().openapi(historyRoute, async (c) => {
    const user = c.get('user');
    const { accountId, step, points, until } = c.req.valid('query');
    const account = await chooseAccount(db, user.id, accountId);
    const rows = await readHistory(db, {
      userId: user.id,
      accountId: account.id,
      until: until === undefined ? now() : new Date(until),
      stretchSeconds: PORTFOLIO_STEPS[step],
      stretches: points,
    });
    const first = rows[0]?.equity ?? '0';
    const items = rows.map(({ at, equity, cash, drift }) => ({
      at: at.toISOString(),
      equity,
      cash,
      profitLoss: toDecimalString(decimal(equity).minus(first)),
      drift,
    }));
    return c.json(portfolioHistory.parse({ accountId: account.id, step, items }), 200);
  });
}
