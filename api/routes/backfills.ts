import { createRoute } from '@hono/zod-openapi';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { newApp } from '../api-app.ts';
import { backfill, backfillIdParam, startBackfillBody, startedBackfill } from '../contract/backfills.ts';
import { jsonResponse } from '../contract/json-body.ts';
import { readOneProblems, writeProblems } from '../contract/problem.ts';
import type { ApiDeps } from '../deps.ts';
import { problem } from '../problem-error.ts';
import { recordChange } from '../record-change.ts';
import { findBackfill, startBackfill } from '../temporal/backfills.ts';
import { chooseAccount } from './account-choice.ts';

/** Later than any bar: the worker stops at the last one that is complete. */
const FOR_EVER = '9999-12-31T00:00:00.000Z';

const startRoute = createRoute({
  method: 'post',
  path: '/market/backfills',
  operationId: 'startBackfill',
  summary: 'Brings bars of the past into the store',
  description:
    'Asks the source only for what the store lacks. The same wish again joins the backfill that runs.',
  tags: ['market'],
  request: { body: { content: { 'application/json': { schema: startBackfillBody } } } },
  responses: { 202: jsonResponse(startedBackfill, 'Started.'), ...writeProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/market/backfills/{id}',
  operationId: 'getBackfill',
  summary: 'How far a backfill is',
  tags: ['market'],
  request: { params: backfillIdParam },
  responses: { 200: jsonResponse(backfill, 'The backfill.'), ...readOneProblems },
});

export function backfillRoutes({ db, temporal, temporalTimeoutMs }: ApiDeps) {
  return newApp()
    .openapi(startRoute, async (c) => {
      const { accountId, symbols, timeframe, start, end } = c.req.valid('json');
      const account = await chooseAccount(db, c.get('user').id, accountId);
      const wish = {
        accountId: account.id,
        symbols: [...new Set(symbols)].sort(),
        timeframe,
        start: new Date(start).toISOString(),
        until: end === undefined ? FOR_EVER : new Date(end).toISOString(),
      };
      const id = await inTransaction(db, async (tx) => {
        const data = {
          symbols: wish.symbols.length,
          timeframe,
          start,
          ...(end === undefined ? {} : { end }),
        };
        const target = `account:${account.id}`;
        await recordChange(tx, c, { action: 'backfill.started', target, data });
        return await startBackfill(temporal, wish, temporalTimeoutMs);
      });
      const location = `/v1/market/backfills/${encodeURIComponent(id)}`;
      return c.json(startedBackfill.parse({ id }), 202, { Location: location });
    })
    .openapi(getRoute, async (c) => {
      const { id } = c.req.valid('param');
      const notFound = () => problem('BACKFILL_NOT_FOUND', `You have no backfill ${id}.`);
      const accountId = /^backfill:([0-9a-f-]{36}):[\w-]+$/.exec(id)?.[1];
      if (accountId === undefined) throw notFound();
      await chooseAccount(db, c.get('user').id, accountId);
      const found = await findBackfill(temporal, id, temporalTimeoutMs);
      if (found === undefined) throw notFound();
      const { status, progress } = found;
      const told = progress && { batchesLeft: progress.batchesLeft, progress: progress.told };
      return c.json(backfill.parse({ id, status, ...told }), 200);
    });
}
