import { createRoute } from '@hono/zod-openapi';
import { acknowledgeAlert, alertOfUser, alertsOfUser } from '../../../db/queries/alerts/alerts.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { newApp } from '../../api-app.ts';
import { alert, alertListQuery, alertPage, alertParam } from '../../contract/alerts.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { alertView } from '../../views/alert-view.ts';

const tags = ['alerts'];

const listRoute = createRoute({
  method: 'get',
  path: '/alerts',
  operationId: 'listAlerts',
  summary: 'Your alerts, newest first',
  description:
    'One alert a rule and subject at a time; it ends by itself when its condition has been clear for a while.',
  tags,
  request: { query: alertListQuery },
  responses: { 200: jsonResponse(alertPage, 'One page.'), ...readProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/alerts/{id}',
  operationId: 'getAlert',
  summary: 'One alert',
  tags,
  request: { params: alertParam },
  responses: { 200: jsonResponse(alert, 'The alert.'), ...readOneProblems },
});

const acknowledgeRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/acknowledgement',
  operationId: 'acknowledgeAlert',
  summary: 'Says that somebody has seen it; it stays until its condition is over',
  tags,
  request: { params: alertParam },
  responses: { 200: jsonResponse(alert, 'As it is then.'), ...writeProblems },
});

export function alertRoutes({ db }: ApiDeps) {
  const found = async (userId: string, id: string) => {
    const row = await alertOfUser(db, userId, id);
    if (row === undefined) throw problem('ALERT_NOT_FOUND', `You have no alert ${id}.`);
    return row;
  };
  return newApp()
    .openapi(listRoute, async (c) => {
      const page = await alertsOfUser(db, c.get('user').id, c.req.valid('query'));
      const body = { items: page.items.map(alertView), nextCursor: page.nextCursor };
      return c.json(alertPage.parse(body), 200);
    })
    .openapi(getRoute, async (c) => {
      const row = await found(c.get('user').id, c.req.valid('param').id);
      return c.json(alert.parse(alertView(row)), 200);
    })
    .openapi(acknowledgeRoute, async (c) => {
      const { id } = c.req.valid('param');
      const user = c.get('user');
      const row = await inTransaction(db, async (tx) => {
        const seen = await acknowledgeAlert(tx, { userId: user.id, id, by: user.email });
        if (seen !== undefined) {
          await recordChange(tx, c, { action: 'alert.acknowledged', target: `alert:${id}` });
        }
        return seen;
      });
      const current = row ?? (await found(user.id, id));
      if (current.state === 'resolved') throw problem('ALERT_OVER', `Alert ${id} is over.`);
      return c.json(alert.parse(alertView(current)), 200);
    });
}
