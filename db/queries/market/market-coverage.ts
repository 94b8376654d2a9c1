import { type Kysely, sql } from 'kysely';
import type { Timestamp } from '../../../domain/market.ts';
import type { Database } from '../../schema.ts';
import type { MarketCoverageTable } from '../../tables/market-tables.ts';

export interface CoverageAsked {
  readonly feed: string;
  readonly series: MarketCoverageTable['series'];
  readonly symbols: readonly string[];
  readonly start: Timestamp;
  /** Not included. */
  readonly until: Timestamp;
}

export interface UncoveredSpan {
  readonly symbol: string;
  readonly start: Timestamp;
  readonly until: Timestamp;
}

/** What of [start, until) the source has not been asked yet, symbol by symbol, oldest first. */
export async function uncoveredSpans(
  db: Kysely<Database>,
  { feed, series, symbols, start, until }: CoverageAsked,
): Promise<readonly UncoveredSpan[]> {
  if (symbols.length === 0 || start >= until) return [];
  const { rows } = await sql<{ readonly symbol: string; readonly start: Date; readonly until: Date }>`
    select asked.symbol, lower(gap) as start, upper(gap) as until
    from unnest(${[...symbols]}::text[]) as asked (symbol)
    left join market_coverage as known
      on known.feed = ${feed} and known.series = ${series} and known.symbol = asked.symbol
    cross join lateral unnest(
      tstzmultirange(tstzrange(${start}::timestamptz, ${until}::timestamptz)) - coalesce(known.spans, '{}')
    ) as gap
    order by asked.symbol, gap`.execute(db);
  return rows.map((row) => ({
    symbol: row.symbol,
    start: row.start.toISOString(),
    until: row.until.toISOString(),
  }));
}

/** The source has told everything it has of [start, until). Spans that touch become one. */
export async function markCovered(
  db: Kysely<Database>,
  { feed, series, symbols, start, until }: CoverageAsked,
): Promise<void> {
  if (symbols.length === 0 || start >= until) return;
  await sql`
    insert into market_coverage (feed, series, symbol, spans)
    select ${feed}, ${series}, symbol, tstzmultirange(tstzrange(${start}::timestamptz, ${until}::timestamptz))
    from unnest(${[...new Set(symbols)].sort()}::text[]) as asked (symbol)
    on conflict (feed, series, symbol) do update
      set spans = market_coverage.spans + excluded.spans`.execute(db);
}
