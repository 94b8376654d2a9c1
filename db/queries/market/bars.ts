import { type Kysely, sql } from 'kysely';
import type { Bar, Timeframe, Timestamp } from '../../../domain/market.ts';
import type { Database } from '../../schema.ts';

/** One symbol's stored bar, and when its values were first read. */
export interface StoredBar extends Bar {
  readonly fetchedAt: Timestamp;
}

export interface KeptBars {
  readonly added: number;
  /** Bars that the source has corrected since. */
  readonly changed: number;
}

/** Far below the 65,535 that Postgres allows, because a row is one place of ten arrays. */
const ROWS_PER_STATEMENT = 5_000;

/**
 * Stores bars as they came; a bar that is there already stays, and one that differs takes the new values.
 * Prices in dollars, volume in shares; `fetchedAt` is when the source gave them.
 */
export async function keepBars(
  db: Kysely<Database>,
  about: { readonly feed: string; readonly timeframe: Timeframe; readonly fetchedAt: Date },
  found: ReadonlyMap<string, readonly Bar[]>,
): Promise<KeptBars> {
  const rows = [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([symbol, bars]) => bars.map((bar) => ({ symbol, ...bar })));
  let [added, changed] = [0, 0];
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const kept = await keepSome(db, about, rows.slice(from, from + ROWS_PER_STATEMENT));
    added += kept.filter(({ isNew }) => isNew).length;
    changed += kept.filter(({ isNew }) => !isNew).length;
  }
  return { added, changed };
}

async function keepSome(
  db: Kysely<Database>,
  { feed, timeframe, fetchedAt }: Parameters<typeof keepBars>[1],
  rows: readonly ({ readonly symbol: string } & Bar)[],
): Promise<readonly { readonly isNew: boolean }[]> {
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
  const { rows: kept } = await sql<{ readonly isNew: boolean }>`
    insert into bars (feed, timeframe, symbol, start, open, high, low, close, volume, fetched_at)
    select ${feed}, ${timeframe}, given.symbol, given.start, given.open, given.high, given.low, given.close,
      given.volume, ${fetchedAt}
    from (
      select distinct on (symbol, start) *
      from unnest(${column('symbol')}::text[], ${column('start')}::timestamptz[], ${column('open')}::numeric[],
        ${column('high')}::numeric[], ${column('low')}::numeric[], ${column('close')}::numeric[],
        ${column('volume')}::numeric[])
        with ordinality as given (symbol, start, open, high, low, close, volume, place)
      order by symbol, start, place desc
    ) as given
    on conflict (feed, timeframe, symbol, start) do update
      set open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
        volume = excluded.volume, fetched_at = excluded.fetched_at
      where (bars.open, bars.high, bars.low, bars.close, bars.volume)
        is distinct from (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume)
    returning (xmax = 0) as is_new`.execute(db);
  return kept;
}

/** Stored bars that start in [start, until), oldest first; a symbol without any is absent. Unadjusted. */
export async function readBars(
  db: Kysely<Database>,
  asked: {
    readonly feed: string;
    readonly timeframe: Timeframe;
    readonly symbols: readonly string[];
    readonly start: Timestamp;
    readonly until: Timestamp;
  },
): Promise<ReadonlyMap<string, readonly StoredBar[]>> {
  if (asked.symbols.length === 0) return new Map();
  // Rows by the ten thousand: one text a symbol, which PostgreSQL makes in a third of the time of as many JSON objects.
  const { rows } = await sql<{ readonly symbol: string; readonly found: string }>`
    select symbol, string_agg(concat_ws(' ', extract(epoch from start), open, high, low, close, volume,
      extract(epoch from fetched_at)), ',' order by start) as found
    from bars
    where feed = ${asked.feed} and timeframe = ${asked.timeframe} and symbol = any(${[...asked.symbols]})
      and start >= ${new Date(asked.start)} and start < ${new Date(asked.until)}
    group by symbol order by symbol`.execute(db);
  const timestamp = timestampsOf();
  const readBar = (text: string): StoredBar => {
    const [start = '', open = '', high = '', low = '', close = '', volume = '', fetchedAt = ''] =
      text.split(' ');
    return { start: timestamp(start), open, high, low, close, volume, fetchedAt: timestamp(fetchedAt) };
  };
  return new Map(rows.map(({ symbol, found }) => [symbol, found.split(',').map(readBar)]));
}

/** Time stamps of seconds since 1970; all symbols have the same ones, so each is written once. */
function timestampsOf(): (seconds: string) => Timestamp {
  const written = new Map<string, Timestamp>();
  return (seconds) => {
    const known = written.get(seconds);
    if (known !== undefined) return known;
    const timestamp = new Date(Math.round(Number(seconds) * 1_000)).toISOString();
    written.set(seconds, timestamp);
    return timestamp;
  };
}
