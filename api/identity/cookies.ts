import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/**
 * Every cookie of ours: `__Host-` binds it to this host and to HTTPS (browsers and curl take loopback for safe), no
 * script reads it, and no other site's page sends it.
 */
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict', prefix: 'host' } as const;

const NAMES = {
  session: 'alphaflow-session',
  /** A login that waits for its second step. */
  pending: 'alphaflow-login',
  /** A browser from which somebody has logged in before. */
  device: 'alphaflow-device',
} as const;

export type CookieName = keyof typeof NAMES;

export const SESSION_COOKIE = `__Host-${NAMES.session}`;

export function readCookie(c: Context, name: CookieName): string | undefined {
  const value = getCookie(c, NAMES[name], 'host');
  return value === '' ? undefined : value;
}

/** Without `maxAgeSeconds` the browser forgets it when it is closed. */
export function giveCookie(c: Context, name: CookieName, value: string, maxAgeSeconds?: number): void {
  setCookie(c, NAMES[name], value, {
    ...ATTRIBUTES,
    ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds }),
  });
}

export function takeCookie(c: Context, name: CookieName): void {
  deleteCookie(c, NAMES[name], ATTRIBUTES);
}
