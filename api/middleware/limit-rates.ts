import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';
import { leasedLimit } from '../limits/leased-limit.ts';
import { refuseTooMany } from '../limits/refuse-too-many.ts';
import { createSharedLimit } from '../limits/shared-limit.ts';

const MINUTE_SECONDS = 60;

/** Refuses what one address asks beyond its limit, whoever asks; before anything is looked up. */
export function limitAddresses({ db, access }: Pick<ApiDeps, 'db' | 'access'>) {
  const points = access.addressRequestsPerMinute;
  return limitBy({ db }, { name: 'address', points }, (c) => c.get('address'));
}

/** Refuses what one user asks beyond their limit, with whatever keys, sessions and addresses. */
export function limitUsers({ db, access }: Pick<ApiDeps, 'db' | 'access'>) {
  const points = access.userRequestsPerMinute;
  return limitBy({ db }, { name: 'user', points }, (c) =>
    c.get('caller') === undefined ? undefined : c.get('user').id,
  );
}

/** Says how the limit stands in the headers `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). */
function limitBy(
  { db }: Pick<ApiDeps, 'db'>,
  terms: { readonly name: string; readonly points: number },
  keyOf: (c: Context<ApiEnv>) => string | undefined,
) {
  const { name, points } = terms;
  const take = leasedLimit(
    createSharedLimit(db, { name: `requests-${name}`, points, seconds: MINUTE_SECONDS }),
  );
  const policy = `"${name}";q=${points};w=${MINUTE_SECONDS}`;
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = keyOf(c);
    if (key !== undefined) {
      const { allowed, remaining, resetMs } = await take(key);
      c.header('RateLimit-Policy', policy);
      c.header('RateLimit', `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`);
      if (!allowed) throw refuseTooMany(c, resetMs);
    }
    await next();
  });
}
