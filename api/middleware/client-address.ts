import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-app.ts';
import type { ApiDeps } from '../deps.ts';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Notes the address that a request comes from. */
export function clientAddress({ access }: Pick<ApiDeps, 'access'>) {
  const trusted = new Set(access.trustedProxies);
  return createMiddleware<ApiEnv>(async (c, next) => {
    const peer = plain(getConnInfo(c).remote.address ?? '');
    c.set('address', addressBehind(peer, c.req.header('x-forwarded-for'), trusted));
    await next();
  });
}

/**
 * The peer itself, or what the proxies that we trust have written down: the last address that is none of theirs. What
 * anybody else writes into the header changes nothing.
 */
export function addressBehind(
  peer: string,
  forwardedFor: string | undefined,
  trusted: ReadonlySet<string>,
): string {
  if (!trusted.has(peer) || forwardedFor === undefined) return peer;
  const hops = forwardedFor.split(',').map((hop) => plain(hop.trim()));
  const client = hops.findLast((hop) => !trusted.has(hop));
  return client !== undefined && isIP(client) !== 0 ? client : peer;
}

function plain(address: string): string {
  return MAPPED.exec(address)?.[1] ?? address;
}
