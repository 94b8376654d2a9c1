import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CodecKey } from './codec-key.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text with AES-256-GCM: twelve random bytes, the tag, the ciphertext. `context` says what it is of: it is
 * not kept with it, and under another one it does not open, so that a row cannot be put in the place of another.
 */
export function sealText(text: string, { name, bytes }: CodecKey, context: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, bytes, iv).setAAD(Buffer.from(`${name}\n${context}`));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** @throws what the cipher says of anything but what `sealText` made with this key and context. */
export function openText(sealed: Uint8Array, { name, bytes }: CodecKey, context: string): string {
  const data = Buffer.from(sealed);
  const decipher = createDecipheriv(CIPHER, bytes, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(`${name}\n${context}`))
    .setAuthTag(data.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const opened = [decipher.update(data.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
  return Buffer.concat(opened).toString('utf8');
}
