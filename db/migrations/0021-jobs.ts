import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table market_days (
    date text primary key constraint market_days_date check (date ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    opens_at timestamptz(3),
    closes_at timestamptz(3),
    read_at timestamptz(3) not null,
    constraint market_days_session check ((opens_at is null) = (closes_at is null) and opens_at < closes_at)
  )`,
  `create table strategy_performance (
    strategy_id uuid not null references strategies (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    last_date text not null constraint strategy_performance_date check (last_date ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    figures jsonb not null,
    computed_at timestamptz(3) not null,
    -- performanceReports
    primary key (strategy_id, last_date)
  )`,
  // the cascade from users
  `create index strategy_performance_user on strategy_performance (user_id)`,
  // dropOldEvents
  `create index outbox_published on outbox (published_at) where published_at is not null`,
];

/** The broker's calendar, day by day, with half days and holidays; how strategies did; events that are dropped by age. */
export const jobs: Migration = { up: (db) => runStatements(db, statements) };
