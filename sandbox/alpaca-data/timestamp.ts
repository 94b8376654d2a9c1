import { newYorkTime } from '../world/new-york.ts';
import { BadRequest } from './bad-request.ts';

const rfc3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/** RFC 3339 in UTC, with milliseconds only where there are any. */
export function formatTimestamp(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** Epoch ms of an RFC 3339 time, or of New York midnight of a date; `name` is the parameter's, for the refusal. */
export function parseTimestamp(name: string, text: string): number {
  // A form-decoded "+" in an offset arrives as a space.
  const given = text.replace(' ', '+');
  const match = rfc3339.exec(given);
  const at =
    match === null ? Number.NaN : Date.parse(`${match[1]}${(match[2] ?? '').slice(0, 4)}${match[3]}`);
  if (!Number.isNaN(at)) return at;
  if (dateOnly.test(given) && !Number.isNaN(Date.parse(given))) return newYorkTime(given, 0, 0);
  throw new BadRequest(
    `Invalid format for parameter ${name}: error parsing '${text}' as RFC3339 or 2006-01-02 time`,
  );
}
