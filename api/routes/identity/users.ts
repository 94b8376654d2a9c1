import { createRoute } from '@hono/zod-openapi';
import { usersPage } from '../../../db/queries/identity/people.ts';
import { userById } from '../../../db/queries/identity/users.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { newApp } from '../../api-app.ts';
import { idParam } from '../../contract/auth.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { pageQuery } from '../../contract/page.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import { patchUserBody, person, personPage } from '../../contract/users.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { cancelEntries } from '../../temporal/cancel-entries.ts';
import { personView } from '../../views/person-view.ts';
import { changePerson } from './change-person.ts';

const tags = ['users'];

const listRoute = createRoute({
  method: 'get',
  path: '/users',
  operationId: 'listUsers',
  summary: 'Everybody, newest first; owners alone',
  description: 'Who is not an owner sees and changes themselves at `/v1/auth/me`.',
  tags,
  request: { query: pageQuery },
  responses: { 200: jsonResponse(personPage, 'One page.'), ...readProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/users/{id}',
  operationId: 'getUser',
  summary: 'One user; owners alone',
  tags,
  request: { params: idParam },
  responses: { 200: jsonResponse(person, 'The user.'), ...readOneProblems },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/users/{id}',
  operationId: 'patchUser',
  summary: 'Changes somebody’s name or role, disables them or lets them in again; owners alone',
  description: [
    'Another role, and being disabled, end all their sessions; being disabled also takes their API keys back for good;',
    'who is no owner any more has their open invitations revoked.',
    'Who may not trade any more has every entry refused (`ENTRIES_STOPPED`, latch `USER_MAY_NOT_TRADE`) and every open',
    'one cancelled; exits stay at the broker, and their strategies go on to sell. The last owner stays one.',
  ].join(' '),
  tags,
  request: { params: idParam, body: jsonBody(patchUserBody) },
  responses: { 200: jsonResponse(person, 'As they are then.'), ...writeProblems },
});

/** People, as owners see and change them. */
export function userRoutes({ db, temporal, temporalTimeoutMs, logger, now }: ApiDeps) {
  return newApp()
    .openapi(listRoute, async (c) => {
      const page = await usersPage(db, c.req.valid('query'));
      const body = { items: page.items.map(personView), nextCursor: page.nextCursor };
      return c.json(personPage.parse(body), 200);
    })
    .openapi(getRoute, async (c) => {
      const { id } = c.req.valid('param');
      const row = await userById(db, id);
      if (row === undefined) throw problem('USER_NOT_FOUND', `There is no user ${id}.`);
      return c.json(person.parse(personView(row)), 200);
    })
    .openapi(patchRoute, async (c) => {
      const { id } = c.req.valid('param');
      const wish = c.req.valid('json');
      const { row, stoppedAccounts } = await inTransaction(
        db,
        async (tx) => await changePerson(tx, c, id, wish, now()),
      );
      for (const accountId of stoppedAccounts) {
        const told = await cancelEntries(
          temporal,
          { accountId, requestId: c.get('requestId') },
          temporalTimeoutMs,
        );
        if (!told) {
          logger.warn(
            { accountId },
            'Temporal does not answer: orders are cancelled as their workflows go on',
          );
        }
      }
      return c.json(person.parse(personView(row)), 200);
    });
}
