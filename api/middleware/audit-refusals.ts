import { createMiddleware } from 'hono/factory';
import { appendAudit } from '../../db/queries/audit.ts';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';
import { toProblem } from '../problem.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Writes an audit entry for every request of a known user that would have changed something and was refused. */
export function auditRefusals({ db, logger }: Pick<ApiDeps, 'db' | 'logger'>) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    if (READS.has(c.req.method) || c.error === undefined) return;
    const { status, code } = toProblem(c.error);
    if (status >= 500) return;
    const user = c.get('user');
    const requestId = c.get('requestId');
    try {
      await appendAudit(db, {
        userId: user.id,
        actor: user.email,
        action: 'request.refused',
        target: `${c.req.method} ${new URL(c.req.url).pathname}`.slice(0, 300),
        result: code,
        data: {},
        requestId,
      });
    } catch (error) {
      logger.error(
        { err: error, requestId, code },
        'a refused request could not be written to the audit log',
      );
    }
  });
}
