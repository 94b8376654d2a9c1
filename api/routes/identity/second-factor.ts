import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { useCode } from '../../../db/queries/identity/second-factors.ts';
import { markSecondFactor } from '../../../db/queries/identity/sessions.ts';
import { userById } from '../../../db/queries/identity/users.ts';
import type { Database } from '../../../db/schema.ts';
import { type ApiEnv, newApp } from '../../api-app.ts';
import { backupCodes, passwordBody, secondFactorBody, twoFactorSetup, user } from '../../contract/auth.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import type { Refused } from '../../identity/identity.ts';
import { requestOrigin, sessionCaller } from '../../identity/session-caller.ts';
import { createProofLimits } from '../../limits/proof-limits.ts';
import { type ProblemError, problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { userView } from '../../views/user-view.ts';
import { enterSession, handOver, openSession } from './open-session.ts';
import { factorOf } from './second-factor-body.ts';

const tags = ['auth'];

const setupRoute = createRoute({
  method: 'post',
  path: '/auth/second-factor/setup',
  operationId: 'setUpSecondFactor',
  summary: 'Gives a secret for an authenticator app, and backup codes; on once a code was shown',
  tags,
  request: { body: jsonBody(passwordBody) },
  responses: { 200: jsonResponse(twoFactorSetup, 'Shown this once.'), ...writeProblems },
});

const showRoute = createRoute({
  method: 'post',
  path: '/auth/second-factor',
  operationId: 'showSecondFactor',
  summary: 'Shows a code: the first one turns two-factor on, each opens for five minutes what asks for it',
  tags,
  request: { body: jsonBody(secondFactorBody) },
  responses: { 200: jsonResponse(user, 'It is right.'), ...writeProblems },
});

const renewRoute = createRoute({
  method: 'post',
  path: '/auth/second-factor/backup-codes',
  operationId: 'renewBackupCodes',
  summary: 'Gives new backup codes; the old ones are void',
  tags,
  request: { body: jsonBody(passwordBody) },
  responses: { 200: jsonResponse(backupCodes, 'Shown this once.'), ...writeProblems },
});

const removeRoute = createRoute({
  method: 'post',
  path: '/auth/second-factor/removal',
  operationId: 'removeSecondFactor',
  summary: 'Turns two-factor off; asks for the password and a code shown within five minutes',
  tags,
  request: { body: jsonBody(passwordBody) },
  responses: { 200: jsonResponse(user, 'Off.'), ...writeProblems },
});

/** Two-factor by an authenticator app. No API key reaches any of it. */
export function secondFactorRoutes(deps: ApiDeps) {
  const { db, identity } = deps;
  const limitProofs = createProofLimits(db);

  return newApp()
    .openapi(setupRoute, async (c) => {
      const { password } = c.req.valid('json');
      const wasRight = await limitProofs(c, c.get('user').id);
      const outcome = await identity.together(async (transaction) => {
        const begun = await identity.beginTwoFactor(sessionCaller(c).session, password, requestOrigin(c));
        if (begun.kind === 'begun') await recordOwn(c, await transaction(), 'second-factor.begun');
        return begun;
      });
      if (outcome.kind === 'refused') throw refusal(outcome);
      await wasRight();
      const { totpUri, backupCodes: codes } = outcome;
      return c.json(twoFactorSetup.parse({ totpUri, backupCodes: codes }), 200);
    })
    .openapi(showRoute, async (c) => {
      const factor = factorOf(c.req.valid('json'));
      const { session, tokenHash } = sessionCaller(c);
      const { id } = c.get('user');
      const wasRight = await limitProofs(c, id);
      const isFirstUse = await useCode(db, id, factor.code);
      if (!isFirstUse) throw refusal({ kind: 'refused', code: 'CODE_USED' });
      const outcome = await identity.together(async (transaction) => {
        const shown = await identity.showSecondFactor(session, factor, requestOrigin(c));
        if (shown.kind === 'refused') return shown;
        const tx = await transaction();
        if (shown.kind === 'opened') {
          const opened = { session: shown.session, action: 'second-factor.on', secondFactorShown: true };
          return await enterSession(deps, c, tx, opened);
        }
        await markSecondFactor(tx, tokenHash);
        await recordOwn(c, tx, 'second-factor.shown');
        return { ...shown, user: await userById(tx, id) };
      });
      if (outcome.kind === 'refused') throw refusal(outcome);
      await wasRight();
      if (outcome.kind === 'opened') handOver(deps, c, outcome);
      if (outcome.user === undefined) throw new Error(`the user ${id} is gone`);
      return c.json(user.parse(userView(outcome.user)), 200);
    })
    .openapi(renewRoute, async (c) => {
      const { password } = c.req.valid('json');
      const wasRight = await limitProofs(c, c.get('user').id);
      const outcome = await identity.together(async (transaction) => {
        const renewed = await identity.renewBackupCodes(sessionCaller(c).session, password, requestOrigin(c));
        if (renewed.kind === 'renewed') await recordOwn(c, await transaction(), 'backup-codes.renewed');
        return renewed;
      });
      if (outcome.kind === 'refused') throw refusal(outcome);
      await wasRight();
      return c.json(backupCodes.parse({ backupCodes: outcome.backupCodes }), 200);
    })
    .openapi(removeRoute, async (c) => {
      const { password } = c.req.valid('json');
      const { session, twoFactorEnabled } = sessionCaller(c);
      if (!twoFactorEnabled) throw problem('SECOND_FACTOR_ABSENT', 'There is none to remove.');
      const wasRight = await limitProofs(c, c.get('user').id);
      const outcome = await openSession(deps, c, {
        open: async () => await identity.endTwoFactor(session, password, requestOrigin(c)),
        action: 'second-factor.off',
        secondFactorShown: false,
      });
      if (outcome.kind === 'refused') throw refusal(outcome);
      await wasRight();
      return c.json(user.parse(userView(outcome.user)), 200);
    });
}

async function recordOwn(c: Context<ApiEnv>, tx: Transaction<Database>, action: string): Promise<void> {
  await recordChange(tx, c, { action, target: `user:${c.get('user').id}` });
}

function refusal({ code }: Refused): ProblemError {
  if (code === 'INVALID_PASSWORD') return problem('INVALID_CREDENTIALS', 'The password is not right.');
  if (code === 'TOTP_ALREADY_ENABLED') return problem('SECOND_FACTOR_STANDS', 'Remove the old one first.');
  if (code.endsWith('_NOT_ENABLED')) return problem('SECOND_FACTOR_ABSENT', 'Set it up first.');
  return problem('INVALID_SECOND_FACTOR', 'The code is not right; each counts once.');
}
