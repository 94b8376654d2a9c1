import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { type Capability, ROUTE_CAPABILITIES } from '../../domain/identity/capabilities.ts';
import { DENIALS, denial } from '../../domain/identity/may-do.ts';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';
import { problem } from '../problem-error.ts';

/**
 * The one place where it is decided whether a request may go on, by the table of `domain/identity/capabilities.ts`.
 * What matches no route goes on to its 404, for those who are somebody.
 */
export function authorize({ now }: Pick<ApiDeps, 'now'>) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const route = matchedRoutes(c).find(({ method }) => method !== 'ALL');
    const asked = route === undefined ? undefined : ROUTE_CAPABILITIES[routeName(route)];
    if (asked === 'public') return await next();
    if (c.get('caller') === undefined) {
      throw problem('UNAUTHENTICATED', 'Log in, or send Authorization: Bearer <apiKey> with a valid key.');
    }
    if (route !== undefined) {
      if (asked === undefined) throw new Error(`${routeName(route)} is not in ROUTE_CAPABILITIES`);
      demand(c, asked, now());
    }
    return await next();
  });
}

/** @throws ProblemError when the caller may not do this; for what a route asks beyond its place in the table. */
export function demand(c: Context<ApiEnv>, capability: Capability, now: Date): void {
  const caller = c.get('caller');
  if (caller === undefined) throw new Error('authorize has let nobody through');
  const denied = denial({ role: c.get('user').role, ...caller }, capability, now);
  if (denied !== undefined) throw problem(denied, `${DENIALS[denied]} (${capability})`);
}

/** A route as the table names it: `GET /v1/orders/{id}`. */
export function routeName(route: { readonly method: string; readonly path: string }): string {
  return `${route.method} ${route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')}`;
}
