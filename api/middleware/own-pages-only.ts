import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';
import { problem } from '../problem-error.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a page of another origin has a browser send: a cookie goes along with it whether the user wants it or
 * not. Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`); what says neither is no browser. A request
 * with an API key is not sent by a browser on its own account and is not asked.
 */
export function ownPagesOnly({ access }: Pick<ApiDeps, 'access'>) {
  const allowed = new Set(access.origins);
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (!READS.has(c.req.method) && c.req.header('authorization') === undefined) {
      const site = c.req.header('sec-fetch-site');
      const origin = c.req.header('origin');
      if (!isOurs({ site, origin, host: c.req.header('host') }, allowed)) {
        throw problem(
          'CROSS_ORIGIN',
          'A page of another origin may not do this; API_ORIGINS names those that may.',
        );
      }
    }
    await next();
  });
}

/** By the browser's own word where there is one; else the origin's host must be the one that was asked. */
export function isOurs(
  request: {
    readonly site: string | undefined;
    readonly origin: string | undefined;
    readonly host: string | undefined;
  },
  allowed: ReadonlySet<string>,
): boolean {
  const { site, origin, host } = request;
  if (origin !== undefined && allowed.has(origin)) return true;
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
