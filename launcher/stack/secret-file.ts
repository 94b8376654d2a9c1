import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';

/** The text of a file that only its owner may read; made with `create` when it does not exist. */
export function keepSecret(path: string, create: () => string): string {
  try {
    const kept = readFileSync(path, 'utf8');
    chmodSync(path, 0o600);
    return kept;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const made = create();
  writeFileSync(path, made, { mode: 0o600, flag: 'wx' });
  return made;
}

/** Random text for keys and passwords: letters, digits, `-` and `_`. */
export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}
