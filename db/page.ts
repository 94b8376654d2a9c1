import { type RawBuilder, sql } from 'kysely';

/** One page of a list and where the next one begins: null when there is none. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** `limit` rows at most, after `cursor`: the `nextCursor` of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A cursor that no page gave. The API answers it with 400. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  readonly code = 'INVALID_CURSOR';
}

type Part = 'time' | 'uuid' | 'serial' | 'text';

const FORMS: Readonly<Record<Part, RegExp>> = {
  time: /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  serial: /^\d{1,18}$/,
  text: /^[^\0]{1,200}$/,
};

/** Makes the page out of `limit + 1` rows; `keyOf` gives the sort key of a row. */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => readonly (string | Date)[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

/**
 * The sort key inside a cursor, one text for each part of `form`.
 * @throws InvalidCursor when it is not one of ours.
 */
export function decodeCursor<const Form extends readonly Part[]>(
  cursor: string,
  form: Form,
): { readonly [Index in keyof Form]: string } {
  const key = parse(cursor);
  if (!fits(key, form)) throw new InvalidCursor('the cursor does not come from this list');
  return key;
}

/**
 * The rows after `cursor` in a list by `created_at` and `id`, newest first.
 * @throws InvalidCursor when it does not come from such a list.
 */
export function createdBefore(cursor: string): RawBuilder<boolean> {
  const [createdAt, id] = decodeCursor(cursor, ['time', 'uuid']);
  return sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${id}::uuid)`;
}

function encodeCursor(key: readonly (string | Date)[]): string {
  const texts = key.map((part) => (part instanceof Date ? part.toISOString() : part));
  return Buffer.from(JSON.stringify(texts)).toString('base64url');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new InvalidCursor('the cursor is not readable', { cause });
  }
}

function fits<Form extends readonly Part[]>(
  key: unknown,
  form: Form,
): key is { readonly [Index in keyof Form]: string } {
  return (
    Array.isArray(key) &&
    key.length === form.length &&
    form.every((part, index) => {
      const text: unknown = key[index];
      return typeof text === 'string' && FORMS[part].test(text) && (part !== 'time' || isTime(text));
    })
  );
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

/** True for the text of a uuid, which is what Postgres takes where one is asked for. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
