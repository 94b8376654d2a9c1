import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-app.ts';
import { askingUser, originOf } from '../audit-origin.ts';
import type { ApiDeps } from '../deps.ts';
import { toProblem } from '../problem.ts';
import type { Refused } from '../refusal-log.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Refused for who asks, or how often: of interest whatever was asked for. */
const ABOUT_THE_CALLER: ReadonlySet<number> = new Set([401, 403, 429]);

/**
 * Has an audit entry written for every request that was refused because of who asked, and for every other one of a
 * known user that would have changed something.
 */
export function auditRefusals({ refusals }: Pick<ApiDeps, 'refusals'>) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    if (c.error === undefined) return;
    const { status, code } = toProblem(c.error);
    if (status >= 500) return;
    if (READS.has(c.req.method) && !ABOUT_THE_CALLER.has(status)) return;
    refusals.note({
      ...whoIn(c),
      target: `${c.req.method} ${new URL(c.req.url).pathname}`.slice(0, 300),
      result: code,
      ...originOf(c),
    });
  });
}

function whoIn(c: Context<ApiEnv>): Pick<Refused, 'userId' | 'actor' | 'action'> {
  const login = c.get('failedLogin');
  if (login !== undefined) return { userId: login.userId, actor: login.email, action: 'login.failed' };
  const user = askingUser(c);
  return user === undefined
    ? { userId: null, actor: 'nobody', action: 'request.unauthenticated' }
    : { userId: user.id, actor: user.email, action: 'request.refused' };
}
