import { createRoute } from '@hono/zod-openapi';
import { endPendingLogins } from '../../../db/queries/identity/sessions.ts';
import { passwordFault } from '../../../domain/identity/password-rules.ts';
import { newApp } from '../../api-app.ts';
import { changePasswordBody, user as userSchema } from '../../contract/auth.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { requestOrigin, sessionCaller } from '../../identity/session-caller.ts';
import { createProofLimits } from '../../limits/proof-limits.ts';
import { problem } from '../../problem-error.ts';
import { userView } from '../../views/user-view.ts';
import { openSession } from './open-session.ts';

const changeRoute = createRoute({
  method: 'post',
  path: '/auth/password',
  operationId: 'changePassword',
  summary: 'Changes your password; every session ends, and the answer sets the cookie of a new one',
  tags: ['auth'],
  request: { body: jsonBody(changePasswordBody) },
  responses: { 200: jsonResponse(userSchema, 'Changed.'), ...writeProblems },
});

export function passwordRoutes(deps: ApiDeps) {
  const { db, identity } = deps;
  const limitProofs = createProofLimits(db);
  return newApp().openapi(changeRoute, async (c) => {
    const { session } = sessionCaller(c);
    const { currentPassword: current, newPassword: next } = c.req.valid('json');
    checkNewPassword(next, c.get('user').email);
    const wasRight = await limitProofs(c, c.get('user').id);
    const outcome = await openSession(deps, c, {
      open: async () => await identity.changePassword(session, { current, next }, requestOrigin(c)),
      action: 'password.changed',
      secondFactorShown: false,
      besides: endPendingLogins,
    });
    if (outcome.kind === 'refused') {
      throw problem('INVALID_CREDENTIALS', 'The current password is not right.');
    }
    await wasRight();
    return c.json(userSchema.parse(userView(outcome.user)), 200);
  });
}

/** @throws ProblemError WEAK_PASSWORD */
export function checkNewPassword(password: string, email: string): void {
  const fault = passwordFault(password, email);
  if (fault !== undefined) throw problem('WEAK_PASSWORD', `The password ${fault}.`);
}
