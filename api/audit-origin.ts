import type { Context } from 'hono';
import type { ApiEnv } from './api-app.ts';
import type { User } from './identity/caller.ts';

/** By which request, with which key or session and from where something was asked for; for the audit log. */
export interface AuditOrigin {
  readonly requestId: string;
  /** `key:<id>` or `session:<id>`. */
  readonly credential: string | null;
  readonly address: string | null;
}

export function originOf(c: Context<ApiEnv>): AuditOrigin {
  const caller = c.get('caller');
  const credential =
    caller === undefined
      ? null
      : caller.kind === 'key'
        ? `key:${caller.keyId}`
        : `session:${caller.sessionId}`;
  return { requestId: c.get('requestId'), credential, address: c.get('address') };
}

/** Who asks; undefined without a login. */
export function askingUser(c: Context<ApiEnv>): User | undefined {
  return c.get('caller') === undefined ? undefined : c.get('user');
}
