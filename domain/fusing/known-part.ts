import type { Part, Reading } from '../fusion.ts';
import type { SourcePart } from './staleness.ts';
import { STALE_AFTER_MS } from './staleness.ts';

export type OkReading<T> = Extract<Reading<T>, { readonly status: 'ok' }>;
export type MissingPart = Extract<Part<never>, { readonly status: 'missing' }>;

/** Why a source that answered still says nothing of a symbol. A source that did not answer gives its own code. */
export type GapCode =
  | 'SYMBOL_NOT_IN_SOURCE'
  | 'NOT_YET_KNOWN'
  | 'NOT_YET_READ'
  | 'NOT_ENOUGH_BARS'
  | 'NO_PRICE';

/** A datum with its age at `asOfMs`, stale by the table of its part. Times in milliseconds since 1970. */
export function knownPart<T>(
  name: SourcePart,
  reading: OkReading<unknown>,
  value: T,
  availableMs: number,
  asOfMs: number,
): Part<T> {
  const ageMs = asOfMs - availableMs;
  const stale = ageMs > STALE_AFTER_MS[name];
  return {
    status: 'ok',
    value,
    source: reading.source,
    availableAt: new Date(availableMs).toISOString(),
    ageMs,
    stale,
    quality: stale ? 'stale' : 'good',
    hash: reading.hash,
  };
}

export function gap(source: string, code: GapCode, reason: string): MissingPart {
  return { status: 'missing', source, code, reason };
}

/** A source that gave no answer: its own code and reason, unchanged. */
export function passOn(reading: MissingPart): MissingPart {
  return { status: 'missing', source: reading.source, code: reading.code, reason: reading.reason };
}

/** True for a time that had come at `asOfMs`. Text that is no time is never known. */
export function isKnown(at: string, asOfMs: number): boolean {
  return Date.parse(at) <= asOfMs;
}

/** The entry of a symbol itself: never what the record inherits. */
export function entryOf<T>(record: Readonly<Record<string, T>>, symbol: string): T | undefined {
  return Object.hasOwn(record, symbol) ? record[symbol] : undefined;
}
