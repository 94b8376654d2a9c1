import { createHmac } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

/** What an authenticator app shows for an `otpauth:` address at a moment (RFC 6238: SHA-1, six digits, 30 seconds). */
export function totpOf(totpUri: string, at: Date = new Date()): string {
  const secret = new URL(totpUri).searchParams.get('secret') ?? '';
  const bits = Array.from(secret, (one) => BASE32.indexOf(one).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / STEP_MS)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The code that follows: right already, because a step to either side is taken, and another one than now's. */
export function nextTotpOf(totpUri: string): string {
  return totpOf(totpUri, new Date(Date.now() + STEP_MS));
}
