/**
 * A moment as the wire shows it: RFC 3339 in UTC with nine decimals, so that stamps compare as text.
 * The last six digits count events, which keeps the order of what happens while the clock is frozen.
 */
export type Stamp = string;

export function stamp(ms: number, sequence: number): Stamp {
  const millis = new Date(Math.floor(ms)).toISOString().slice(0, -1);
  return `${millis}${String(sequence % 1_000_000).padStart(6, '0')}Z`;
}

/** Milliseconds since the epoch, the part below a millisecond cut off. */
export function stampMs(at: Stamp): number {
  return Date.parse(`${at.slice(0, 23)}Z`);
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})?)?$/;

/** Reads a date or an RFC 3339 time, with up to nine decimals and any offset; undefined for anything else. */
export function readStamp(input: string): Stamp | undefined {
  const parts = RFC3339.exec(input);
  if (!parts) return undefined;
  const [, date, time = '00:00:00', fraction = '', offset = 'Z'] = parts;
  const ms = Date.parse(`${date}T${time}${offset.toUpperCase()}`);
  if (Number.isNaN(ms)) return undefined;
  return `${new Date(ms).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}Z`;
}
