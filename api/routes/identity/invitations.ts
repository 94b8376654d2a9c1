import { createRoute } from '@hono/zod-openapi';
import {
  insertInvitation,
  invitationsPage,
  revokeInvitation,
} from '../../../db/queries/identity/invitations.ts';
import { userByEmail } from '../../../db/queries/identity/users.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { newApp } from '../../api-app.ts';
import { idParam } from '../../contract/auth.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { createInvitationBody, invitationPage, newInvitation } from '../../contract/invitations.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { pageQuery } from '../../contract/page.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { drawInvitationToken } from '../../identity/invitation-token.ts';
import { makeOnce } from '../../make-once.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { invitationView } from '../../views/invitation-view.ts';
import { lockPeopleFor } from './lock-people-for.ts';

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
  request: { headers: onceHeaders, body: jsonBody(createInvitationBody) },
  responses: { 201: madeResponse(newInvitation, 'Made.'), ...writeProblems },
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
export function invitationRoutes(deps: ApiDeps) {
  const { db, now } = deps;
  return newApp()
    .openapi(createInvitationRoute, async (c) => {
      const asked = c.req.valid('json');
      const { email, role, expiresInHours = WEEK_HOURS } = asked;
      const { token, tokenHash } = drawInvitationToken();
      const terms = { asked, answer: newInvitation, showsSecret: true };
      const made = await makeOnce(deps, c, terms, async (tx, { askedAt }) => {
        await lockPeopleFor(tx, c);
        if ((await userByEmail(tx, email)) !== undefined) {
          throw problem('EMAIL_TAKEN', `${email} is here already.`);
        }
        const invitedBy = c.get('user').id;
        const expiresAt = new Date(askedAt.getTime() + expiresInHours * HOUR_MS);
        const row = await insertInvitation(tx, { invitedBy, email, role, tokenHash, expiresAt });
        const data = { email, role, expiresAt: expiresAt.toISOString() };
        await recordChange(tx, c, { action: 'invitation.created', target: `invitation:${row.id}`, data });
        return { body: { ...invitationView(row, now()), token }, location: `/v1/invitations/${row.id}` };
      });
      return c.json(made, 201);
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
