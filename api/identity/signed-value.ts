import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What better-auth signed into a cookie (`value.signature`, HMAC-SHA-256 in base64), or nothing when the signature is
 * not ours: what the database holds opens no session by itself.
 */
export function signedValue(cookie: string | undefined, secret: string): string | undefined {
  if (cookie === undefined || cookie.length > 512) return undefined;
  const dot = cookie.lastIndexOf('.');
  if (dot < 1) return undefined;
  const value = cookie.slice(0, dot);
  const given = Buffer.from(cookie.slice(dot + 1), 'base64');
  const right = createHmac('sha256', secret).update(value).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? value : undefined;
}
