import type { Context } from 'hono';
import type { ApiEnv } from '../api-app.ts';
import type { Caller } from './caller.ts';
import type { RequestOrigin } from './identity.ts';

/** The session of a request on a route that only sessions reach. */
export function sessionCaller(c: Context<ApiEnv>): Extract<Caller, { readonly kind: 'session' }> {
  const caller = c.get('caller');
  if (caller?.kind !== 'session') throw new Error('authorize has let in what is no session');
  return caller;
}

export function requestOrigin(c: Context<ApiEnv>): RequestOrigin {
  return { address: c.get('address'), userAgent: c.req.header('user-agent')?.slice(0, 300) };
}
