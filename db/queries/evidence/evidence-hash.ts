import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys and no spaces: the same value gives the same text wherever its keys came from. Keys that are
 * undefined are left out, as in JSON.stringify. @throws TypeError for what JSON cannot say: NaN, Infinity, functions,
 * bigint, undefined inside a list, cycles (as RangeError).
 */
export function canonicalJson(value: unknown): string {
  if (isPrimitive(value)) return JSON.stringify(value);
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) {
    let text = '[';
    for (let index = 0; index < value.length; index += 1) {
      text += index === 0 ? canonicalJson(value[index]) : `,${canonicalJson(value[index])}`;
    }
    return `${text}]`;
  }
  if (isPlainObject(value)) {
    const keys = sorted(Object.keys(value));
    const flat = flatCopy(value, keys);
    if (flat !== undefined) return JSON.stringify(flat);
    let text = '{';
    for (const key of keys) {
      const member = value[key];
      if (member === undefined) continue;
      text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
    }
    return `${text}}`;
  }
  throw new TypeError(`not a JSON value: ${typeof value}`);
}

/**
 * Most of what is written are small objects of texts, such as bars: the engine writes a copy with its keys in order
 * three times as fast as this file does. Undefined for an object of anything more, and where a copy would not keep
 * the order of its keys, as with those that look like an index.
 */
function flatCopy(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Readonly<Record<string, unknown>> | undefined {
  const copy: Record<string, unknown> = {};
  for (const key of keys) {
    if (key === '__proto__' || isDigit(key.charCodeAt(0))) return undefined;
    const member = value[key];
    if (member === undefined) continue;
    if (!isPrimitive(member)) return undefined;
    copy[key] = member;
  }
  return copy;
}

/** Sorts in place, where the keys are not in order already. */
function sorted(keys: string[]): readonly string[] {
  const isInOrder = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
  return isInOrder ? keys : keys.sort();
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
