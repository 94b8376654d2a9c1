import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { refuse } from '../alpaca-trading/answer.ts';
import { badCredentials, noCredentials } from '../alpaca-trading/refusal.ts';
import type { Allowance } from './rate-limit.ts';
import { systemOf } from './system.ts';

export const REFUSED_KEY = 'INVALID';

/**
 * What every Alpaca request passes: a request id, the key (the key id alone counts), the rate limit of its system
 * and the headers that tell about it.
 */
export function alpacaGate(allowanceOf: (key: string) => Allowance): MiddlewareHandler {
  return async (c, next) => {
    const system = systemOf(c.req.path);
    if (system !== 'alpaca-trading' && system !== 'alpaca-data') return next();
    const requestId = randomBytes(16).toString('hex');
    c.header('X-Request-ID', requestId);
    const keyId = c.req.header('APCA-API-KEY-ID');
    if (!keyId) return refuse(c, noCredentials());
    if (keyId === REFUSED_KEY) return refuse(c, badCredentials());
    const allowance = allowanceOf(`${system} ${keyId}`);
    c.header('X-RateLimit-Limit', String(allowance.limit));
    c.header('X-RateLimit-Remaining', String(allowance.remaining));
    c.header('X-RateLimit-Reset', String(allowance.resetAt));
    if (!allowance.allowed) return c.json({ code: 42910000, message: 'rate limit exceeded' }, 429);
    return next();
  };
}
