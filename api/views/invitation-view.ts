import type { z } from '@hono/zod-openapi';
import type { InvitationRow } from '../../db/queries/identity/invitations.ts';
import type { invitation } from '../contract/invitations.ts';

export function invitationView(row: InvitationRow, now: Date): z.infer<typeof invitation> {
  const { id, email, role, invitedBy } = row;
  return {
    id,
    email,
    role,
    invitedBy,
    state: stateOf(row, now),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

function stateOf({ acceptedAt, revokedAt, expiresAt }: InvitationRow, now: Date) {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
}
