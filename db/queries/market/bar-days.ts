import { type Kysely, sql } from 'kysely';
import type { Timeframe, Timestamp } from '../../../domain/market.ts';
import type { Database } from '../../schema.ts';

/** The New York days in [start, until) on which a symbol has a stored bar, in order; a symbol without any is absent. */
export async function daysWithBars(
  db: Kysely<Database>,
  asked: {
    readonly feed: string;
    readonly timeframe: Timeframe;
    readonly symbols: readonly string[];
    readonly start: Timestamp;
    readonly until: Timestamp;
  },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ readonly symbol: string; readonly days: readonly string[] }>`
    select symbol, array_agg(distinct to_char(start at time zone 'America/New_York', 'YYYY-MM-DD')) as days
    from bars
    where feed = ${asked.feed} and timeframe = ${asked.timeframe}
      and symbol = any(${[...asked.symbols]}::text[])
      and start >= ${asked.start}::timestamptz and start < ${asked.until}::timestamptz
    group by symbol
    order by symbol`.execute(db);
  return new Map(rows.map(({ symbol, days }) => [symbol, days.toSorted()]));
}
