import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { CodecKey } from './codec-key.ts';

/** What `metadata.encoding` says of a payload of ours, as in Temporal's own samples. */
const ENCRYPTED = 'binary/encrypted';
const KEY_NAME = 'encryption-key-id';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;

const text = new TextEncoder();
const textOf = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('utf8');

/** A payload that was encrypted with a key that is not among ours. */
export class UnknownCodecKey extends Error {
  override readonly name = 'UnknownCodecKey';
}

/**
 * Encrypts every payload with the first key and reads those of all of them, so that a new key is put first and the old
 * one stays until nothing is left that it wrote. A payload that was never encrypted is read as it is.
 * @throws UnknownCodecKey, or what the cipher says of a payload that was changed
 */
export function createPayloadCodec(keys: readonly [CodecKey, ...CodecKey[]]): PayloadCodec {
  const [first] = keys;
  const byName = new Map(keys.map((key) => [key.name, key]));
  const opened = (payload: Payload): Payload => {
    if (textOf(payload.metadata?.['encoding']) !== ENCRYPTED) return payload;
    const name = textOf(payload.metadata?.[KEY_NAME]);
    const key = byName.get(name);
    if (key === undefined) throw new UnknownCodecKey(`TEMPORAL_CODEC_KEY has no key named "${name}"`);
    return decrypted(payload, key);
  };
  return {
    encode: (payloads) => Promise.resolve(payloads.map((payload) => encrypted(payload, first))),
    // Whatever is wrong with one of them is a rejection, as Temporal expects it.
    decode: (payloads) => Promise.resolve().then(() => payloads.map(opened)),
  };
}

function encrypted(payload: Payload, { name, bytes }: CodecKey): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, bytes, iv).setAAD(text.encode(name));
  const sealed = Buffer.concat([cipher.update(packed(payload)), cipher.final()]);
  return {
    metadata: { encoding: text.encode(ENCRYPTED), [KEY_NAME]: text.encode(name) },
    data: Buffer.concat([iv, cipher.getAuthTag(), sealed]),
  };
}

function decrypted(payload: Payload, { name, bytes }: CodecKey): Payload {
  const data = Buffer.from(payload.data ?? []);
  const iv = data.subarray(0, IV_BYTES);
  const tag = data.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, bytes, iv).setAAD(text.encode(name)).setAuthTag(tag);
  return unpacked(Buffer.concat([decipher.update(data.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]));
}

/** The metadata as JSON with its length before it, then the data. */
function packed({ metadata, data }: Payload): Buffer {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString('base64'),
  ]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, data ?? Buffer.alloc(0)]);
}

function unpacked(plain: Buffer): Payload {
  const end = LENGTH_BYTES + plain.readUInt32BE(0);
  const head: unknown = JSON.parse(plain.subarray(LENGTH_BYTES, end).toString('utf8'));
  const entries = Object.entries(typeof head === 'object' && head !== null ? head : {});
  return {
    metadata: Object.fromEntries(
      entries.map(([name, value]) => [name, Buffer.from(String(value), 'base64')]),
    ),
    data: plain.subarray(end),
  };
}
