import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  // As they came: a bar that contradicts itself is kept, and left out where it is used.
  `create table bars (
    feed text not null,
    timeframe text not null constraint bars_timeframe check (timeframe in ('1Min', '1Hour', '1Day')),
    symbol text not null,
    start timestamptz(3) not null,
    open nonnegative_amount not null,
    high nonnegative_amount not null,
    low nonnegative_amount not null,
    close nonnegative_amount not null,
    volume nonnegative_amount not null,
    fetched_at timestamptz(3) not null,
    -- readBars, keepBars
    primary key (feed, timeframe, symbol, start)
  )`,

  `create table splits (
    feed text not null,
    symbol text not null,
    ex_date text not null constraint splits_ex_date check (ex_date ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    old_shares positive_amount not null,
    new_shares positive_amount not null,
    fetched_at timestamptz(3) not null,
    -- splitsOf
    primary key (feed, symbol, ex_date)
  )`,

  // Of which times the source has told everything it has: a time without a bar in here is a time without a trade.
  `create table market_coverage (
    feed text not null,
    series text not null constraint market_coverage_series check (series in ('1Min', '1Hour', '1Day', 'splits')),
    symbol text not null,
    spans tstzmultirange not null,
    -- uncoveredSpans, markCovered
    primary key (feed, series, symbol)
  )`,
];

export const bars: Migration = { up: (db) => runStatements(db, statements) };
