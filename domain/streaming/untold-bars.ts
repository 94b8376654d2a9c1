import type { Bar, Timestamp } from '../market.ts';

const MINUTE_MS = 60_000;

/** A minute bar that the stream has brought, or REST has filled in. */
export interface SymbolBar {
  readonly symbol: string;
  readonly bar: Bar;
}

/** The bars that come after what has been told of their symbol, each once, oldest first. */
export function untoldBars(
  told: ReadonlyMap<string, Timestamp>,
  bars: readonly SymbolBar[],
): readonly SymbolBar[] {
  const fresh = new Map<string, SymbolBar>();
  for (const one of bars) {
    const last = told.get(one.symbol);
    if (last !== undefined && one.bar.start <= last) continue;
    fresh.set(`${one.symbol} ${one.bar.start}`, one);
  }
  return [...fresh.values()].toSorted(
    (a, b) => compare(a.bar.start, b.bar.start) || compare(a.symbol, b.symbol),
  );
}

/**
 * The symbols of which a minute lies between what was told and the oldest bar that came: either nobody traded in it, or
 * its bar was lost.
 */
export function holesBefore(
  told: ReadonlyMap<string, Timestamp>,
  bars: readonly SymbolBar[],
): readonly string[] {
  const oldest = new Map<string, Timestamp>();
  for (const { symbol, bar } of bars) {
    const before = oldest.get(symbol);
    if (before === undefined || bar.start < before) oldest.set(symbol, bar.start);
  }
  return [...oldest].flatMap(([symbol, start]) => {
    const last = told.get(symbol);
    return last !== undefined && Date.parse(start) - Date.parse(last) > MINUTE_MS ? [symbol] : [];
  });
}

/** The start of the newest minute that is over at a moment. */
export function lastWholeMinute(at: Timestamp): Timestamp {
  return new Date((Math.floor(Date.parse(at) / MINUTE_MS) - 1) * MINUTE_MS).toISOString();
}

/** The minute after the one that starts then. */
export function nextMinute(start: Timestamp): Timestamp {
  return new Date(Date.parse(start) + MINUTE_MS).toISOString();
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
