import { createRoute } from '@hono/zod-openapi';
import type { Transaction } from 'kysely';
import { appendAudit } from '../../../db/queries/audit/audit.ts';
import {
  acceptInvitation,
  type InvitationRow,
  openInvitation,
} from '../../../db/queries/identity/invitations.ts';
import { setLogin } from '../../../db/queries/identity/logins.ts';
import { lockPeople } from '../../../db/queries/identity/people.ts';
import { insertUser, userByEmail } from '../../../db/queries/identity/users.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import type { Database, UserRow } from '../../../db/schema.ts';
import { newApp } from '../../api-app.ts';
import { originOf } from '../../audit-origin.ts';
import { user } from '../../contract/auth.ts';
import { signUpBody } from '../../contract/invitations.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { invitationTokenHash } from '../../identity/invitation-token.ts';
import { hashPassword } from '../../identity/password-hash.ts';
import { refuseTooMany } from '../../limits/refuse-too-many.ts';
import { createSharedLimit } from '../../limits/shared-limit.ts';
import { type ProblemError, problem } from '../../problem-error.ts';
import { userView } from '../../views/user-view.ts';
import { checkNewPassword } from './password.ts';

const signUpRoute = createRoute({
  method: 'post',
  path: '/auth/sign-up',
  operationId: 'signUp',
  summary: 'Accepts an invitation: a user with a password of their own, who logs in after that',
  description:
    'Without an open invitation nobody signs up. An invitation that is unknown, used, revoked or too old is answered alike, and no address is asked for: nothing tells who is here.',
  tags: ['auth'],
  security: [],
  request: { body: jsonBody(signUpBody) },
  responses: { 201: jsonResponse(user, 'Signed up.'), ...writeProblems },
});

/** Signing up, by invitation alone; the first owner is made by the launcher. 20 tries an hour from one address. */
export function signUpRoutes({ db }: ApiDeps) {
  const limit = createSharedLimit(db, { name: 'sign-up', points: 20, seconds: 3_600 });
  return newApp().openapi(signUpRoute, async (c) => {
    const { invitation: token, displayName, password } = c.req.valid('json');
    const { allowed, resetMs } = await limit.take(c.get('address'));
    if (!allowed) throw refuseTooMany(c, resetMs);
    const invitation = await openInvitation(db, invitationTokenHash(token));
    if (invitation === undefined) throw closed();
    checkNewPassword(password, invitation.email);
    const passwordHash = await hashPassword(password);
    const row = await inTransaction(db, async (tx) => {
      const made = await join(tx, invitation, { displayName, passwordHash });
      const { id, invitedBy, email, role } = invitation;
      const about = { actor: email, result: 'done', ...originOf(c) };
      const data = { role, invitation: id, invitedBy };
      await appendAudit(tx, {
        userId: made.id,
        action: 'user.created',
        target: `user:${made.id}`,
        data,
        ...about,
      });
      const target = `invitation:${id}`;
      const joined = { role, user: made.id };
      await appendAudit(tx, {
        userId: invitedBy,
        action: 'invitation.accepted',
        target,
        data: joined,
        ...about,
      });
      return made;
    });
    await limit.giveBack(c.get('address'));
    return c.json(user.parse(userView(row)), 201);
  });
}

/** Uses the invitation up and makes its user. @throws ProblemError when somebody came first */
async function join(
  tx: Transaction<Database>,
  { id, email, role }: InvitationRow,
  login: { readonly displayName: string; readonly passwordHash: string },
): Promise<UserRow> {
  await lockPeople(tx);
  if (!(await acceptInvitation(tx, id))) throw closed();
  if ((await userByEmail(tx, email)) !== undefined)
    throw problem('EMAIL_TAKEN', 'You are here already: log in.');
  const { displayName, passwordHash } = login;
  const made = await insertUser(tx, { email, displayName, role });
  await setLogin(tx, { userId: made.id, passwordHash });
  return made;
}

function closed(): ProblemError {
  return problem('SIGN_UP_CLOSED', 'The invitation is not open: ask for another one.');
}
