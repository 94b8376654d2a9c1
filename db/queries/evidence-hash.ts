import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys and no spaces: the same value gives the same text wherever its keys came from. Keys that are
 * undefined are left out, as in JSON.stringify. @throws TypeError for what JSON cannot say: NaN, Infinity, functions,
 * bigint, undefined inside a list, cycles (as RangeError).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) {
    let text = '[';
    for (let index = 0; index < value.length; index += 1) {
      text += index === 0 ? canonicalJson(value[index]) : `,${canonicalJson(value[index])}`;
    }
    return `${text}]`;
  }
  if (isPlainObject(value)) {
    let text = '{';
    for (const key of Object.keys(value).sort()) {
      const member = value[key];
      if (member === undefined) continue;
      text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
    }
    return `${text}}`;
  }
  throw new TypeError(`not a JSON value: ${typeof value}`);
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
