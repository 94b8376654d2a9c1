import { createRoute } from '@hono/zod-openapi';
import { updatePerson } from '../../../db/queries/identity/people.ts';
import { userById } from '../../../db/queries/identity/users.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { CAPABILITIES } from '../../../domain/identity/capabilities.ts';
import { denial } from '../../../domain/identity/may-do.ts';
import { newApp } from '../../api-app.ts';
import { me, user } from '../../contract/auth.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { readProblems, writeProblems } from '../../contract/problem.ts';
import { patchMeBody } from '../../contract/users.ts';
import type { ApiDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { userView } from '../../views/user-view.ts';

const tags = ['auth'];

const getRoute = createRoute({
  method: 'get',
  path: '/auth/me',
  operationId: 'getMe',
  summary: 'Who you are and what you may do',
  tags,
  responses: { 200: jsonResponse(me, 'You.'), ...readProblems },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/auth/me',
  operationId: 'patchMe',
  summary: 'Changes the name by which you are shown',
  description: 'Your role is an owner’s to change; a password is changed at `/v1/auth/password`.',
  tags,
  request: { body: jsonBody(patchMeBody) },
  responses: { 200: jsonResponse(user, 'Changed.'), ...writeProblems },
});

/** The user of the request, as they see and change themselves. */
export function meRoutes({ db, now }: ApiDeps) {
  return newApp()
    .openapi(getRoute, async (c) => {
      const { id, role } = c.get('user');
      const caller = c.get('caller');
      const row = await userById(db, id);
      if (row === undefined || caller === undefined) throw new Error(`the user ${id} is gone`);
      const secondFactorAt = caller.kind === 'session' ? caller.secondFactorAt : null;
      const body = {
        user: userView(row),
        by: caller.kind,
        capabilities: CAPABILITIES.filter((one) => denial({ role, ...caller }, one, now()) === undefined),
        secondFactorAt: secondFactorAt?.toISOString() ?? null,
      };
      return c.json(me.parse(body), 200);
    })
    .openapi(patchRoute, async (c) => {
      const { id } = c.get('user');
      const change = c.req.valid('json');
      const row = await inTransaction(db, async (tx) => {
        await recordChange(tx, c, { action: 'user.changed', target: `user:${id}`, data: change });
        return await updatePerson(tx, id, change);
      });
      if (row === undefined) throw new Error(`the user ${id} is gone`);
      return c.json(user.parse(userView(row)), 200);
    });
}
