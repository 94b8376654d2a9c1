import { createRoute } from '@hono/zod-openapi';
import { newApp } from '../../api-app.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { marketTradesPage, newsPage, newsQuery, quotesPage, ticksQuery } from '../../contract/market.ts';
import { askedProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { askMarket } from '../../temporal/ask-market.ts';
import { chooseAccount } from '../trading/account-choice.ts';
import { cursorOf, pageIn } from './market-cursor.ts';

const LATEST =
  'Without `start` and `end`: the latest of each symbol. With them: history, by symbol, each oldest first.';

const quotesRoute = createRoute({
  method: 'get',
  path: '/market/quotes',
  operationId: 'marketQuotes',
  summary: 'Best bid and offer of shares',
  description: LATEST,
  tags: ['market'],
  request: { query: ticksQuery },
  responses: { 200: jsonResponse(quotesPage, 'One page.'), ...askedProblems },
});

const tradesRoute = createRoute({
  method: 'get',
  path: '/market/trades',
  operationId: 'marketTrades',
  summary: 'Trades of the tape',
  description: LATEST,
  tags: ['market'],
  request: { query: ticksQuery },
  responses: { 200: jsonResponse(marketTradesPage, 'One page.'), ...askedProblems },
});

const newsRoute = createRoute({
  method: 'get',
  path: '/market/news',
  operationId: 'marketNews',
  summary: 'News about shares, newest first',
  tags: ['market'],
  request: { query: newsQuery },
  responses: { 200: jsonResponse(newsPage, 'One page.'), ...askedProblems },
});

type PagedKind = 'quotes' | 'trades' | 'news';

interface Asked {
  readonly symbols: readonly string[];
  readonly start?: string;
  readonly end?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly accountId?: string;
}

export function marketRoutes({ db, temporal, temporalTimeoutMs, marketTimeoutMs }: ApiDeps) {
  const timeouts = { marketMs: marketTimeoutMs, temporalMs: temporalTimeoutMs };
  const ask = async (userId: string, kind: PagedKind, { cursor, accountId, ...asked }: Asked) => {
    const page = pageIn(kind, cursor);
    const account = await chooseAccount(db, userId, accountId);
    const where = page === undefined ? {} : { page };
    const answer = await askMarket(temporal, { kind, accountId: account.id, ...asked, ...where }, timeouts);
    if (answer.kind === 'bars' || answer.kind !== kind) {
      throw new Error(`asked for ${kind}, was told ${answer.kind}`);
    }
    const { items, source, asOf, nextPage } = answer;
    return { items, nextCursor: cursorOf(kind, nextPage), source, asOf };
  };
  return newApp()
    .openapi(quotesRoute, async (c) =>
      c.json(quotesPage.parse(await ask(c.get('user').id, 'quotes', c.req.valid('query'))), 200),
    )
    .openapi(tradesRoute, async (c) =>
      c.json(marketTradesPage.parse(await ask(c.get('user').id, 'trades', c.req.valid('query'))), 200),
    )
    .openapi(newsRoute, async (c) =>
      c.json(newsPage.parse(await ask(c.get('user').id, 'news', c.req.valid('query'))), 200),
    );
}
