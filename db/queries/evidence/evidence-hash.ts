import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys and no spaces: the same value gives the same text wherever its keys came from. Keys that are
 * undefined are left out, as in JSON.stringify. @throws TypeError for what JSON cannot say: NaN, Infinity, functions,
 * bigint, undefined inside a list, cycles (as RangeError).
 */
export function canonicalJson(value: unknown): string {
  return textOf(value, rememberOrder());
}

/** The keys of an object in the order in which they are written; undefined where no object keeps them in it. */
type OrderOf = (keys: readonly string[]) => readonly string[] | undefined;

const NO_ORDER = Symbol('an object that does not keep its keys in order');

function textOf(value: unknown, orderOf: OrderOf): string {
  const copy = copyInOrder(value, orderOf);
  if (copy !== NO_ORDER) return JSON.stringify(copy);
  if (Array.isArray(value)) return `[${value.map((member) => textOf(member, orderOf)).join(',')}]`;
  const members = Object.entries(isPlainObject(value) ? value : {})
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${textOf(member, orderOf)}`).join(',')}}`;
}

/** A copy with all keys in order, for the engine to write at once; NO_ORDER where there is none. */
function copyInOrder(value: unknown, orderOf: OrderOf): unknown {
  if (isPrimitive(value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (const member of value) {
      const inOrder = copyInOrder(member, orderOf);
      if (inOrder === NO_ORDER) return NO_ORDER;
      copy.push(inOrder);
    }
    return copy;
  }
  if (!isPlainObject(value)) throw new TypeError(`not a JSON value: ${typeof value}`);
  const order = orderOf(Object.keys(value));
  if (order === undefined) return NO_ORDER;
  const copy: Record<string, unknown> = {};
  for (const key of order) {
    const member = value[key];
    if (member === undefined) continue;
    const inOrder = isPrimitive(member) ? member : copyInOrder(member, orderOf);
    if (inOrder === NO_ORDER) return NO_ORDER;
    copy[key] = inOrder;
  }
  return copy;
}

/** Most of what is written are rows of objects with the same keys, such as bars: those are sorted once. */
function rememberOrder(): OrderOf {
  let last: { readonly keys: readonly string[]; readonly order: readonly string[] } | undefined;
  return (keys) => {
    if (last?.keys.length === keys.length && last.keys.every((key, index) => key === keys[index])) {
      return last.order;
    }
    const order = keys.toSorted();
    // Keys that look like an index come first in any object, and this one is no key of an object literal.
    if (order.some((key) => isDigit(key.charCodeAt(0)) || key === '__proto__')) return undefined;
    last = { keys, order };
    return order;
  };
}

function isPrimitive(value: unknown): value is string | number | boolean | null {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** SHA-256 of the text's UTF-8, 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
