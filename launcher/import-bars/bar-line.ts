import type { Bar } from '../../domain/market.ts';
import { decimal, isDecimalString, toDecimalString } from '../../domain/money.ts';

/** The columns of a bars file, in any order: start of the bar, prices in dollars, volume in shares. */
export const COLUMNS = ['t', 'o', 'h', 'l', 'c', 'v'] as const;
export type BarLine = Readonly<Record<(typeof COLUMNS)[number], string>>;

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads one line, or says in a few words what is wrong with it. `previous` is the start of the bar before it. */
export function readBarLine(line: BarLine, previous: string | undefined): Bar | { readonly fault: string } {
  const startMs = RFC3339.test(line.t) ? Date.parse(line.t) : Number.NaN;
  if (Number.isNaN(startMs)) return fault(`t is ${JSON.stringify(line.t)}, not an RFC 3339 time`);
  const start = new Date(startMs).toISOString();
  if (previous !== undefined && start <= previous) return fault('t does not come after the line before');
  for (const column of ['o', 'h', 'l', 'c', 'v'] as const) {
    const text = line[column];
    if (!isDecimalString(text)) return fault(`${column} is ${JSON.stringify(text)}, not a plain number`);
  }
  const [open, high, low, close, volume] = [line.o, line.h, line.l, line.c, line.v].map(decimal);
  if (!open || !high || !low || !close || !volume) return fault('a value is missing');
  const prices = [open, high, low, close];
  if (prices.some((price) => !price.gt(0))) return fault('a price is not above zero');
  if (volume.lt(0)) return fault('v is below zero');
  if (prices.some((price) => price.gt(high))) return fault('h is below another price of the bar');
  if (prices.some((price) => price.lt(low))) return fault('l is above another price of the bar');
  return {
    start,
    open: toDecimalString(open),
    high: toDecimalString(high),
    low: toDecimalString(low),
    close: toDecimalString(close),
    volume: toDecimalString(volume),
  };
}

function fault(text: string): { readonly fault: string } {
  return { fault: text };
}
