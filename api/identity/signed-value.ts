import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What was signed into a cookie (`value.signature`, HMAC-SHA-256 in base64, as better-auth writes it), or nothing when
 * the signature is not ours: what the database holds opens no session by itself.
 */
export function signedValue(cookie: string | undefined, secret: string): string | undefined {
  if (cookie === undefined || cookie.length > 512) return undefined;
  const dot = cookie.lastIndexOf('.');
  if (dot < 1) return undefined;
  const value = cookie.slice(0, dot);
  const given = Buffer.from(cookie.slice(dot + 1), 'base64');
  const right = signatureOf(value, secret);
  return given.length === right.length && timingSafeEqual(given, right) ? value : undefined;
}

/** The same the other way: `value.signature`. */
export function signValue(value: string, secret: string): string {
  return `${value}.${signatureOf(value, secret).toString('base64')}`;
}

function signatureOf(value: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(value).digest();
}
