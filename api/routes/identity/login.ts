import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { useCode, userOfPendingLogin } from '../../../db/queries/identity/second-factors.ts';
import { userByEmail, userById } from '../../../db/queries/identity/users.ts';
import { type ApiEnv, newApp } from '../../api-app.ts';
import { loginBody, secondFactorBody, signedIn } from '../../contract/auth.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { giveCookie, readCookie, takeCookie } from '../../identity/cookies.ts';
import { requestOrigin } from '../../identity/session-caller.ts';
import { signedValue } from '../../identity/signed-value.ts';
import { createLoginLimits } from '../../limits/login-limits.ts';
import { createProofLimits } from '../../limits/proof-limits.ts';
import { refuseTooMany } from '../../limits/refuse-too-many.ts';
import { problem } from '../../problem-error.ts';
import { userView } from '../../views/user-view.ts';
import { openSession } from './open-session.ts';
import { factorOf } from './second-factor-body.ts';

const tags = ['auth'];
const PENDING_SECONDS = 300;

const loginRoute = createRoute({
  method: 'post',
  path: '/auth/login',
  operationId: 'login',
  summary: 'Opens a session by e-mail address and password; the answer sets its cookie',
  description: 'An unknown address and a wrong password are answered alike, and take as long.',
  tags,
  security: [],
  request: { body: jsonBody(loginBody) },
  responses: {
    200: jsonResponse(signedIn, 'Logged in, or asked for the second factor.'),
    ...writeProblems,
  },
});

const secondStepRoute = createRoute({
  method: 'post',
  path: '/auth/login/second-factor',
  operationId: 'finishLogin',
  summary: 'The second step of a login: a code of the authenticator app, or a backup code',
  tags,
  security: [],
  request: { body: jsonBody(secondFactorBody) },
  responses: { 200: jsonResponse(signedIn, 'Logged in.'), ...writeProblems },
});

/** Logging in. Every attempt that fails is in the audit log, of the user whom it names. */
export function loginRoutes(deps: ApiDeps) {
  const { db, identity, identitySecret } = deps;
  const admit = createLoginLimits(db);
  const limitCodes = createProofLimits(db);

  const failed = async (c: Context<ApiEnv>, email: string) => {
    const user = await userByEmail(db, email);
    c.set('failedLogin', { userId: user?.id ?? null, email });
  };

  return newApp()
    .openapi(loginRoute, async (c) => {
      const login = c.req.valid('json');
      const device = readCookie(c, 'device');
      const admitted = await admit({ email: login.email, address: c.get('address'), device });
      if (!admitted.allowed) {
        await failed(c, login.email);
        throw refuseTooMany(c, admitted.retryAfterMs);
      }
      const outcome = await openSession(deps, c, {
        open: async () => await identity.signIn(login, requestOrigin(c)),
        action: 'login.done',
        secondFactorShown: false,
      });
      if (outcome.kind === 'refused') {
        await failed(c, login.email);
        throw problem('INVALID_CREDENTIALS', 'The e-mail address or the password is not right.');
      }
      await admitted.succeeded();
      if (outcome.kind === 'second-factor') {
        giveCookie(c, 'pending', outcome.pending, PENDING_SECONDS);
        return c.json(signedIn.parse({ status: 'second-factor', user: null }), 200);
      }
      return c.json(signedIn.parse({ status: 'signed-in', user: userView(outcome.user) }), 200);
    })
    .openapi(secondStepRoute, async (c) => {
      const factor = factorOf(c.req.valid('json'));
      const pending = readCookie(c, 'pending');
      const identifier = signedValue(pending, identitySecret);
      const userId = identifier && (await userOfPendingLogin(db, identifier));
      if (pending === undefined || userId === undefined) {
        takeCookie(c, 'pending');
        throw problem('INVALID_CREDENTIALS', 'No login waits for a code: begin with the password.');
      }
      const owner = await userById(db, userId);
      c.set('failedLogin', { userId, email: owner?.email ?? 'nobody' });
      const wasRight = await limitCodes(c, userId);
      const isFirstUse = await useCode(db, userId, factor.code);
      const outcome = isFirstUse
        ? await openSession(deps, c, {
            open: async () => await identity.finishSignIn(pending, factor, requestOrigin(c)),
            action: 'login.done',
            secondFactorShown: true,
          })
        : ({ kind: 'refused', code: 'CODE_USED' } as const);
      if (outcome.kind === 'refused') {
        throw problem('INVALID_SECOND_FACTOR', 'The code is not right; each counts once.');
      }
      await wasRight();
      return c.json(signedIn.parse({ status: 'signed-in', user: userView(outcome.user) }), 200);
    });
}
