import { createHash, randomBytes } from 'node:crypto';

/** 256 bits for the invited person, and the hash that is kept of them. */
export function drawInvitationToken(): { readonly token: string; readonly tokenHash: string } {
  const token = `inv_${randomBytes(32).toString('base64url')}`;
  return { token, tokenHash: invitationTokenHash(token) };
}

export function invitationTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
