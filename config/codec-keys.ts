import { isExampleValue } from './example-values.ts';
import { Secret } from './secret.ts';

/** A key that encrypts what goes through Temporal. */
export interface CodecKeyConfig {
  readonly name: string;
  /** 32 bytes, base64. */
  readonly key: Secret;
}

const KEY_BYTES = 32;

/** `name:base64`, separated by commas; the first one encrypts. Adds to `problems` what cannot be used. */
export function toCodecKeys(text: string | undefined, problems: string[]): readonly CodecKeyConfig[] {
  if (text === undefined) return [];
  const keys = text.split(',').map((part) => {
    const [name = '', base64 = ''] = part.trim().split(':');
    return { name, base64 };
  });
  for (const { name, base64 } of keys) {
    if (!/^[a-z0-9-]{1,32}$/.test(name) || Buffer.from(base64, 'base64').length !== KEY_BYTES) {
      problems.push(
        'TEMPORAL_CODEC_KEY: must be name:key, the key 32 random bytes in base64 (openssl rand -base64 32)',
      );
      return [];
    }
    if (isExampleValue(base64)) problems.push('TEMPORAL_CODEC_KEY: is the key of an example');
  }
  if (new Set(keys.map(({ name }) => name)).size < keys.length) {
    problems.push('TEMPORAL_CODEC_KEY: two keys have one name');
  }
  return keys.map(({ name, base64 }) => ({ name, key: new Secret(base64) }));
}

/** The keys as bytes. */
export function codecKeysOf(config: {
  readonly temporal: { readonly codecKeys: readonly CodecKeyConfig[] };
}): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
  return config.temporal.codecKeys.map(({ name, key }) => ({
    name,
    bytes: Buffer.from(key.reveal(), 'base64'),
  }));
}
