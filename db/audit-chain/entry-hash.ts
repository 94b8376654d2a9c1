import { createHash } from 'node:crypto';

/** Before the first link of a chain. */
export const NO_LINK = '0'.repeat(64);

/** An entry as PostgreSQL writes it: every column as text, jsonb in its own order, the time in UTC to the millisecond. */
export interface EntryText {
  readonly id: string;
  readonly userId: string | null;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly result: string;
  readonly data: string;
  readonly requestId: string | null;
  readonly credential: string | null;
  readonly address: string | null;
  readonly at: string;
}

/** SHA-256, hex, of the link before, the place in the chain and every field with its length in bytes. */
export function entryHash(before: string, seq: string, entry: EntryText): string {
  const { id, userId, actor, action, target, result, data, requestId, credential, address, at } = entry;
  const fields = [seq, id, userId, actor, action, target, result, data, requestId, credential, address, at];
  return createHash('sha256').update(before).update(fields.map(field).join('')).digest('hex');
}

function field(value: string | null): string {
  return value === null ? '-' : `${Buffer.byteLength(value)}:${value}`;
}
