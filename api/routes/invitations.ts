import { createRoute } from '@hono/zod-openapi';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { insertInvitation, invitationsPage, revokeInvitation } from '../../db/queries/invitations.ts';
import { lockPeople } from '../../db/queries/people.ts';
import { userByEmail } from '../../db/queries/users.ts';
import { newApp } from '../api-app.ts';
import { idParam } from '../contract/auth.ts';
import { createInvitationBody, invitationPage, newInvitation } from '../contract/invitations.ts';
import { jsonBody, jsonResponse } from '../contract/json-body.ts';
import { pageQuery } from '../contract/page.ts';
import { readOneProblems, readProblems, writeProblems } from '../contract/problem.ts';
import type { ApiDeps } from '../deps.ts';
import { drawInvitationToken } from '../identity/invitation-token.ts';
import { problem } from '../problem-error.ts';
import { recordChange } from '../record-change.ts';
import { invitationView } from '../views/invitation-view.ts';

const tags = ['users'];
const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;

const createInvitationRoute = createRoute({
  method: 'post',
  path: '/invitations',
  operationId: 'createInvitation',
  summary: 'Invites somebody to sign up with a role; owners alone',
  description:
    'The token is 256 bits, shown this once, and serves once at `/v1/auth/sign-up`. Hand it over by a way that you trust: whoever has it can sign up. Another invitation for the same address takes the place of the one before.',
  tags,
  request: { body: jsonBody(createInvitationBody) },
  responses: { 201: jsonResponse(newInvitation, 'Made.'), ...writeProblems },
});

const listRoute = createRoute({
  method: 'get',
  path: '/invitations',
  operationId: 'listInvitations',
  summary: 'Invitations, newest first, until a month after their end; owners alone',
  tags,
  request: { query: pageQuery },
  responses: { 200: jsonResponse(invitationPage, 'One page.'), ...readProblems },
});

const revokeRoute = createRoute({
  method: 'delete',
  path: '/invitations/{id}',
  operationId: 'revokeInvitation',
  summary: 'Takes an invitation back that nobody has used; owners alone',
  tags,
  request: { params: idParam },
  responses: { 204: { description: 'Revoked.' }, ...readOneProblems },
});

/** Who is let in. An invitation is stored as the SHA-256 of its token alone. */
export function invitationRoutes({ db, now }: ApiDeps) {
  return newApp()
    .openapi(createInvitationRoute, async (c) => {
      const { email, role, expiresInHours = WEEK_HOURS } = c.req.valid('json');
      const expiresAt = new Date(now().getTime() + expiresInHours * HOUR_MS);
      const { token, tokenHash } = drawInvitationToken();
      const row = await inTransaction(db, async (tx) => {
        await lockPeople(tx);
        if ((await userByEmail(tx, email)) !== undefined) {
          throw problem('EMAIL_TAKEN', `${email} is here already.`);
        }
        const invitedBy = c.get('user').id;
        const made = await insertInvitation(tx, { invitedBy, email, role, tokenHash, expiresAt });
        const data = { email, role, expiresAt: expiresAt.toISOString() };
        await recordChange(tx, c, { action: 'invitation.created', target: `invitation:${made.id}`, data });
        return made;
      });
      return c.json(newInvitation.parse({ ...invitationView(row, now()), token }), 201);
    })
    .openapi(listRoute, async (c) => {
      const page = await invitationsPage(db, c.req.valid('query'));
      const items = page.items.map((row) => invitationView(row, now()));
      return c.json(invitationPage.parse({ items, nextCursor: page.nextCursor }), 200);
    })
    .openapi(revokeRoute, async (c) => {
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        const row = await revokeInvitation(tx, id);
        if (row === undefined) throw problem('INVITATION_NOT_FOUND', `No invitation ${id} is open.`);
        const data = { email: row.email, role: row.role };
        await recordChange(tx, c, { action: 'invitation.revoked', target: `invitation:${id}`, data });
      });
      return c.body(null, 204);
    });
}
