import { isExampleValue } from './example-values.ts';
import { Secret } from './secret.ts';

/** A key that encrypts, and the name under which what it has encrypted refers to it. */
export interface CodecKeyConfig {
  readonly name: string;
  /** 32 bytes, base64. */
  readonly key: Secret;
}

const KEY_BYTES = 32;

/** `name:base64`, separated by commas; the first one encrypts. Adds to `problems` what cannot be used. */
export function toCodecKeys(
  variable: string,
  text: string | undefined,
  problems: string[],
): readonly CodecKeyConfig[] {
  if (text === undefined) return [];
  const keys = text.split(',').map((part) => {
    const [name = '', base64 = ''] = part.trim().split(':');
    return { name, base64 };
  });
  for (const { name, base64 } of keys) {
    if (!/^[a-z0-9-]{1,32}$/.test(name) || Buffer.from(base64, 'base64').length !== KEY_BYTES) {
      problems.push(
        `${variable}: must be name:key, the key 32 random bytes in base64 (openssl rand -base64 32)`,
      );
      return [];
    }
    if (isExampleValue(base64)) problems.push(`${variable}: is the key of an example`);
  }
  if (new Set(keys.map(({ name }) => name)).size < keys.length) {
    problems.push(`${variable}: two keys have one name`);
  }
  return keys.map(({ name, base64 }) => ({ name, key: new Secret(base64) }));
}

/** The keys as bytes. */
export function codecKeysOf(
  keys: readonly CodecKeyConfig[],
): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
  return keys.map(({ name, key }) => ({
    name,
    bytes: Buffer.from(key.reveal(), 'base64'),
  }));
}
