import { createRoute } from '@hono/zod-openapi';
import { newApp } from '../../api-app.ts';
import { backfill, backfillIdParam, startBackfillBody, startedBackfill } from '../../contract/backfills.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { readOneProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { findBackfill, startBackfill } from '../../temporal/backfills.ts';
import { chooseAccount } from '../trading/account-choice.ts';

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
  request: { headers: onceHeaders, body: jsonBody(startBackfillBody) },
  responses: { 202: madeResponse(startedBackfill, 'Started.'), ...writeProblems },
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

export function backfillRoutes(deps: ApiDeps) {
  const { db, temporal, temporalTimeoutMs } = deps;
  return newApp()
    .openapi(startRoute, async (c) => {
      const asked = c.req.valid('json');
      const { accountId, symbols, timeframe, start, end } = asked;
      const made = await makeOnce(deps, c, { asked, answer: startedBackfill }, async (tx) => {
        const account = await chooseAccount(tx, c.get('user').id, accountId);
        const wish = {
          accountId: account.id,
          symbols: [...new Set(symbols)].sort(),
          timeframe,
          start: new Date(start).toISOString(),
          until: end === undefined ? FOR_EVER : new Date(end).toISOString(),
        };
        const span = { start, ...(end === undefined ? {} : { end }) };
        const data = { symbols: wish.symbols.length, timeframe, ...span };
        const target = `account:${account.id}`;
        await recordChange(tx, c, { action: 'backfill.started', target, data });
        const id = await startBackfill(temporal, wish, temporalTimeoutMs);
        return { body: { id }, location: `/v1/market/backfills/${encodeURIComponent(id)}` };
      });
      return c.json(made, 202);
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
