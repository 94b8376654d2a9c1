import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table market_streams (
    account_id uuid primary key references broker_accounts (id) on delete cascade,
    symbols text[] not null default '{}',
    left_out text[] not null default '{}',
    stale_since timestamptz(3),
    stale_reason text,
    looked_at timestamptz(3) not null default now(),
    constraint market_streams_stale check ((stale_since is null) = (stale_reason is null))
  )`,

  `create table streamed_bars (
    account_id uuid not null references market_streams (account_id) on delete cascade,
    symbol text not null,
    last_start timestamptz(3) not null,
    -- toldBars, tellBars
    primary key (account_id, symbol)
  )`,

  `create table market_interests (
    account_id uuid not null references broker_accounts (id) on delete cascade,
    symbol text not null constraint market_interests_symbol check (length(symbol) between 1 and 20),
    wanted_until timestamptz(3) not null,
    -- wantedSymbols, keepInterests
    primary key (account_id, symbol)
  )`,

  // marketStreamOf, wantedSymbols: the accounts of one key
  `create index broker_accounts_key on broker_accounts (mode, key_ref, created_at, id)`,
];

/** The market streams that are followed, what each has told, and what readers ask them for. */
export const marketStreams: Migration = { up: (db) => runStatements(db, statements) };
