import type { Snapshot } from '../market.ts';
import type { MarketTick } from '../ports/market-ticks.ts';

/** How much later REST may know of a quote than the stream without anything being wrong. */
const LAG_MS = 5_000;

/** The symbols of which REST knows a quote or trade that the stream should have brought, and has not. */
export function missedByStream(
  known: ReadonlyMap<string, MarketTick>,
  snapshots: ReadonlyMap<string, Snapshot>,
): readonly string[] {
  return [...snapshots].flatMap(([symbol, snapshot]) => {
    const heard = known.get(symbol);
    const quoteLate = isLater(snapshot.quote?.at, heard?.quote?.at);
    const tradeLate = isLater(snapshot.lastTrade?.at, heard?.lastTrade?.at);
    return quoteLate || tradeLate ? [symbol] : [];
  });
}

function isLater(there: string | undefined, here: string | undefined): boolean {
  return there !== undefined && here !== undefined && Date.parse(there) - Date.parse(here) > LAG_MS;
}
