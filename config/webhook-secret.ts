import { createHmac } from 'node:crypto';
import type { Secret } from './secret.ts';

/** The signing secret of one webhook: shown when it is made, made again when it is used, and stored nowhere. */
export function webhookSecret(secret: Secret, channelId: string): string {
  const digest = createHmac('sha256', secret.reveal()).update(`webhook:${channelId}`).digest('base64url');
  return `whsec_${digest}`;
}
