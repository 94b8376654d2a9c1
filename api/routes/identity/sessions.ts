import { createRoute } from '@hono/zod-openapi';
import { endSession, endSessions, sessionsOfUser } from '../../../db/queries/identity/sessions.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { newApp } from '../../api-app.ts';
import { endedSessions, idParam, sessionPage } from '../../contract/auth.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { pageQuery } from '../../contract/page.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { takeCookie } from '../../identity/cookies.ts';
import { sessionCaller } from '../../identity/session-caller.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';

const tags = ['auth'];

const logoutRoute = createRoute({
  method: 'post',
  path: '/auth/logout',
  operationId: 'logout',
  summary: 'Ends this session',
  tags,
  responses: { 204: { description: 'Ended.' }, ...writeProblems },
});

const listRoute = createRoute({
  method: 'get',
  path: '/auth/sessions',
  operationId: 'listSessions',
  summary: 'Your sessions that stand, newest first',
  tags,
  request: { query: pageQuery },
  responses: { 200: jsonResponse(sessionPage, 'One page.'), ...readProblems },
});

const endRoute = createRoute({
  method: 'delete',
  path: '/auth/sessions/{id}',
  operationId: 'endSession',
  summary: 'Ends one of your sessions',
  tags,
  request: { params: idParam },
  responses: { 204: { description: 'Ended.' }, ...readOneProblems },
});

const endAllRoute = createRoute({
  method: 'delete',
  path: '/auth/sessions',
  operationId: 'endSessions',
  summary: 'Ends all your sessions, this one too',
  tags,
  responses: { 200: jsonResponse(endedSessions, 'Ended.'), ...writeProblems },
});

/** The user's sessions. One that is ended opens nothing from the next request on. */
export function sessionRoutes({ db, access }: ApiDeps) {
  return newApp()
    .openapi(logoutRoute, async (c) => {
      const { sessionId } = sessionCaller(c);
      await inTransaction(db, async (tx) => {
        await endSession(tx, c.get('user').id, sessionId);
        await recordChange(tx, c, { action: 'logout', target: `session:${sessionId}` });
      });
      takeCookie(c, 'session');
      return c.body(null, 204);
    })
    .openapi(listRoute, async (c) => {
      const { sessionId } = sessionCaller(c);
      const request = { ...c.req.valid('query'), idleSeconds: access.sessionIdleSeconds };
      const page = await sessionsOfUser(db, c.get('user').id, request);
      const items = page.items.map((row) => ({
        id: row.id,
        current: row.id === sessionId,
        address: row.ipAddress,
        userAgent: row.userAgent,
        createdAt: row.createdAt.toISOString(),
        lastUsedAt: row.lastUsedAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        secondFactorAt: row.secondFactorAt?.toISOString() ?? null,
      }));
      return c.json(sessionPage.parse({ items, nextCursor: page.nextCursor }), 200);
    })
    .openapi(endRoute, async (c) => {
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        if (!(await endSession(tx, c.get('user').id, id))) {
          throw problem('SESSION_NOT_FOUND', `You have no session ${id}.`);
        }
        await recordChange(tx, c, { action: 'session.ended', target: `session:${id}` });
      });
      if (id === sessionCaller(c).sessionId) takeCookie(c, 'session');
      return c.body(null, 204);
    })
    .openapi(endAllRoute, async (c) => {
      const { id } = c.get('user');
      const ended = await inTransaction(db, async (tx) => {
        const count = await endSessions(tx, id);
        await recordChange(tx, c, { action: 'sessions.ended', target: `user:${id}`, data: { count } });
        return count;
      });
      takeCookie(c, 'session');
      return c.json(endedSessions.parse({ ended }), 200);
    });
}
