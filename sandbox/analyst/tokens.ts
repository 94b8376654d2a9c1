import { createHash } from 'node:crypto';

/** A token is taken to be four characters. */
export function tokensOf(chars: number): number {
  return Math.ceil(chars / 4);
}

/** Identifies a request by its content, so that the same one gets the same ids. */
export function fingerprint(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}
