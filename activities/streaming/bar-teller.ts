import type { Kysely } from 'kysely';
import { type BarReaders, tellBars } from '../../db/queries/market/streamed-bars.ts';
import type { Database } from '../../db/schema.ts';
import type { Bar, Timestamp } from '../../domain/market.ts';
import type { MarketData } from '../../domain/ports/market-data.ts';
import { holesBefore, nextMinute, type SymbolBar } from '../../domain/streaming/untold-bars.ts';

/** A longer gap is history, which is read from the store: it is not told bar by bar. */
const GAP_MS_MAX = 60 * 60_000;
/** Beyond this, bars that cannot be told are left to the next filling. */
const WAITING_MAX = 5_000;

/** Tells the minute bars of a stream as events: each once, oldest first, and what the stream has lost from REST. */
export interface BarTeller {
  came(symbol: string, bar: Bar): void;
  /** Tells what has come, after what is missing before it. What cannot be read or told waits for the next call. */
  tell(readers: BarReaders): Promise<void>;
  /** Tells what REST has of these symbols up to a minute. @throws SourceOutage */
  fill(symbols: readonly string[], upTo: Timestamp, readers: BarReaders): Promise<void>;
}

export function createBarTeller(options: {
  readonly db: Kysely<Database>;
  readonly accountId: string;
  readonly market: Pick<MarketData, 'bars' | 'feed'>;
  /** Up to where each symbol has been told. */
  readonly told: () => Promise<ReadonlyMap<string, Timestamp>>;
  readonly signal: AbortSignal;
}): BarTeller {
  const { db, accountId, market, signal } = options;
  let waiting: SymbolBar[] = [];

  const restBars = async (symbols: readonly string[], end: Timestamp): Promise<readonly SymbolBar[]> => {
    const told = await options.told();
    const known = symbols.flatMap((symbol) => told.get(symbol) ?? []);
    const oldest = known.toSorted()[0];
    if (oldest === undefined) return [];
    const start = new Date(
      Math.max(Date.parse(nextMinute(oldest)), Date.parse(end) - GAP_MS_MAX),
    ).toISOString();
    if (start > end) return [];
    const found = await market.bars({ symbols, start, end, timeframe: '1Min', adjustment: 'raw' }, signal);
    return [...found].flatMap(([symbol, bars]) =>
      bars.filter((bar) => bar.start >= start && bar.start <= end).map((bar) => ({ symbol, bar })),
    );
  };
  const tellAll = async (bars: readonly SymbolBar[], readers: BarReaders): Promise<void> => {
    if (bars.length > 0) await tellBars(db, { accountId, feed: market.feed, bars, readers });
  };

  return {
    came(symbol, bar) {
      waiting.push({ symbol, bar });
      if (waiting.length > WAITING_MAX) waiting = waiting.slice(-WAITING_MAX);
    },
    async tell(readers) {
      const batch = waiting;
      if (batch.length === 0) return;
      const holes = holesBefore(await options.told(), batch);
      const newest =
        batch
          .map(({ bar }) => bar.start)
          .toSorted()
          .at(-1) ?? '';
      const filled = holes.length === 0 ? [] : await restBars(holes, newest);
      await tellAll([...filled, ...batch], readers);
      const done = new Set(batch);
      waiting = waiting.filter((one) => !done.has(one));
    },
    async fill(symbols, upTo, readers) {
      await tellAll(await restBars(symbols, upTo), readers);
    },
  };
}
