/** Deeper, or longer, than anything that was asked for. */
const DEPTH_MAX = 32;
const CHARS_MAX = 200_000;

/**
 * Reads JSON that a model wrote. Undefined for what is not JSON, or cannot be kept and hashed: numbers that are not
 * finite (`1e999`), the name `__proto__`, half characters, more than 32 levels or 200,000 characters.
 */
export function readModelJson(text: string): unknown {
  if (text.length > CHARS_MAX) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isPlain(value, DEPTH_MAX) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(
    ([name, part]) => name !== '__proto__' && name.isWellFormed() && isPlain(part, depth - 1),
  );
}
