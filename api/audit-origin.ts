import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { ApiEnv, User } from './api-app.ts';

/** By which request, with which key or session and from where something was asked for; for the audit log. */
export interface AuditOrigin {
  readonly requestId: string;
  readonly credential: string | null;
  readonly address: string | null;
}

export function originOf(c: Context<ApiEnv>): AuditOrigin {
  return {
    requestId: c.get('requestId'),
    credential: c.get('credential') ?? null,
    address: addressOf(c) ?? null,
  };
}

/** Who asks; undefined before, or without, a login. */
export function askingUser(c: Context<ApiEnv>): User | undefined {
  return c.get('user');
}

/** The other end of the connection; headers that anybody may set say nothing. Undefined without a connection. */
function addressOf(c: Context<ApiEnv>): string | undefined {
  const { env }: { readonly env: unknown } = c;
  const isServed = typeof env === 'object' && env !== null && 'incoming' in env;
  return isServed ? getConnInfo(c).remote.address : undefined;
}
