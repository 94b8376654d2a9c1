import { readBars, type StoredBar } from '../../db/queries/market/bars.ts';
import { splitsOf } from '../../db/queries/market/splits.ts';
import { adjustForSplits } from '../../domain/bars/adjust-for-splits.ts';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import type { BarOrigins } from '../../domain/evidence.ts';
import type { Bar, Timestamp } from '../../domain/market.ts';
import type { LedgerDeps } from '../deps.ts';
import type { BarsWanted } from './fill-bars.ts';

export interface StoredBars {
  /** In the shares of `asOf`. */
  readonly bars: Readonly<Record<string, readonly Bar[]>>;
  readonly origins: BarOrigins;
}

/** The wanted bars out of the store, adjusted for the splits whose ex-date had come by `asOf`, and where they came from. */
export async function storedBars(
  { db }: Pick<LedgerDeps, 'db'>,
  feed: string,
  wanted: BarsWanted,
  asOf: Timestamp,
): Promise<StoredBars> {
  const [stored, splits] = await Promise.all([
    readBars(db, { feed, ...wanted }),
    splitsOf(db, feed, wanted.symbols),
  ]);
  const bars: Record<string, readonly Bar[]> = {};
  const readings: Record<string, readonly BarReading[]> = {};
  for (const [symbol, raw] of stored) {
    bars[symbol] = adjustForSplits(raw.map(asBar), splits.get(symbol) ?? [], asOf);
    readings[symbol] = readingsOf(raw);
  }
  const today = newYorkDate(asOf);
  const known = [...splits.values()].flat().filter(({ exDate }) => exDate <= today);
  return {
    bars,
    origins: { feed, timeframe: wanted.timeframe, splitsAsOf: asOf, splits: known, readings },
  };
}

type BarReading = BarOrigins['readings'][string][number];

/** Bars in a row that one answer of the source brought. */
function readingsOf(bars: readonly StoredBar[]): readonly BarReading[] {
  const readings: { fetchedAt: Timestamp; first: Timestamp; last: Timestamp; bars: number }[] = [];
  for (const { start, fetchedAt } of bars) {
    const reading = readings.at(-1);
    if (reading?.fetchedAt === fetchedAt) {
      reading.last = start;
      reading.bars += 1;
    } else readings.push({ fetchedAt, first: start, last: start, bars: 1 });
  }
  return readings;
}

function asBar({ start, open, high, low, close, volume }: StoredBar): Bar {
  return { start, open, high, low, close, volume };
}
