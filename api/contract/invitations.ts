import { z } from '@hono/zod-openapi';
import { email, password, role } from './auth.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf } from './page.ts';
import { timestamp, uuid } from './scalars.ts';
import { displayName } from './users.ts';

export const createInvitationBody = z
  .strictObject({
    email,
    role,
    expiresInHours: mayBeLeftOut(z.int().min(1).max(720)).openapi({
      example: 48,
      description: 'Left out, a week.',
    }),
  })
  .openapi('CreateInvitation', { example: { email: 'ada@example.com', role: 'trader' } });

export const invitation = z
  .strictObject({
    id: uuid,
    email: z.string().openapi({ example: 'ada@example.com' }),
    role,
    invitedBy: uuid,
    state: z.enum(['open', 'accepted', 'revoked', 'expired']),
    createdAt: timestamp,
    expiresAt: timestamp,
    acceptedAt: timestamp.nullable(),
    revokedAt: timestamp.nullable(),
  })
  .openapi('Invitation');
export const invitationPage = pageOf(invitation, 'InvitationPage');

export const newInvitation = z
  .strictObject({
    ...invitation.shape,
    token: z.string().openapi({
      example: 'inv_…',
      description:
        'For the invited person, once: it is shown here and nowhere else, and only its hash is kept.',
    }),
  })
  .openapi('NewInvitation');

export const signUpBody = z
  .strictObject({
    invitation: z
      .string()
      .regex(/^[\x21-\x7e]{1,100}$/, 'must be what the invitation gave')
      .openapi({ example: 'inv_…', description: 'The token of the invitation.' }),
    displayName,
    password,
  })
  .openapi('SignUp', {
    example: { invitation: 'inv_VgY3', displayName: 'Ada Lovelace', password: 'seven grey herons' },
  });
