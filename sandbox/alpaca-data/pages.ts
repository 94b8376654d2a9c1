import { dayMs } from '../world/new-york.ts';
import { type PagePosition, writePageToken } from './page-token.ts';

/** One symbol's items with start <= t < end, oldest first; with `limit`, at most that many of the oldest. */
export type Reader<T> = (symbol: string, start: number, end: number, limit: number) => readonly T[];

export interface PageRequest {
  readonly symbols: readonly string[];
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  readonly limit: number;
  readonly sort: 'asc' | 'desc';
  readonly after: PagePosition | undefined;
}

export interface Page<T> {
  readonly items: ReadonlyMap<string, readonly T[]>;
  readonly nextPageToken: string | null;
}

const firstWindowMs = dayMs;

/** Up to `wanted` items of one symbol, read in windows of time that grow, so that a page costs what it shows. */
function readSome<T>(
  read: Reader<T>,
  symbol: string,
  span: { start: number; end: number },
  sort: 'asc' | 'desc',
  wanted: number,
): T[] {
  const found: T[] = [];
  let { start, end } = span;
  for (let window = firstWindowMs; start < end && found.length < wanted; window *= 2) {
    if (sort === 'asc') {
      const until = Math.min(end, start + window);
      found.push(...read(symbol, start, until, wanted - found.length));
      start = until;
    } else {
      const from = Math.max(start, end - window);
      found.push(...read(symbol, from, end, Number.POSITIVE_INFINITY).toReversed());
      end = from;
    }
  }
  return found.slice(0, wanted);
}

/** One page over all symbols, symbol by symbol, each in the order of time; the limit counts over all of them. */
export function readPage<T>(read: Reader<T>, timeOf: (item: T) => number, request: PageRequest): Page<T> {
  const { after, sort, limit } = request;
  const items = new Map<string, readonly T[]>();
  let left = limit;
  let last: PagePosition | undefined;
  for (const symbol of request.symbols) {
    if (after !== undefined && symbol < after.symbol) continue;
    const span = { start: request.start, end: request.end + 1 };
    if (after?.symbol === symbol) {
      if (sort === 'asc') span.start = after.t + 1;
      else span.end = after.t;
    }
    const found = readSome(read, symbol, span, sort, left + 1);
    const kept = found.slice(0, left);
    const final = kept.at(-1);
    if (final !== undefined) {
      items.set(symbol, kept);
      last = { symbol, t: timeOf(final) };
    }
    left -= kept.length;
    if (found.length > kept.length) {
      return { items, nextPageToken: last === undefined ? null : writePageToken(last) };
    }
  }
  return { items, nextPageToken: null };
}
