import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table account_latches (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references broker_accounts (id) on delete restrict,
    code text not null constraint account_latches_code check (code in (
      'DAILY_LOSS', 'DRAWDOWN', 'REJECT_STREAK', 'DRIFT', 'CLOCK_SKEW', 'ACCOUNT_BLOCKED', 'UNRESOLVED_ORDER')),
    facts jsonb not null,
    reconciliation_id uuid references reconciliations (id) on delete restrict,
    since timestamptz(3) not null default now(),
    cleared_at timestamptz(3),
    cleared_by text,
    constraint account_latches_cleared_whole check ((cleared_at is null) = (cleared_by is null))
  )`,
  // raiseLatches, standingLatches, clearLatch, riskFacts
  `create unique index account_latches_standing on account_latches (account_id, code) where cleared_at is null`,
  // riskFacts: rejections since the last clearing
  `create index account_latches_cleared on account_latches (account_id, code, cleared_at)`,
  // the foreign key to reconciliations
  `create index account_latches_reconciliation on account_latches (reconciliation_id)
    where reconciliation_id is not null`,

  `create table account_equity (
    account_id uuid primary key references broker_accounts (id) on delete restrict,
    day text not null constraint account_equity_day check (day ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    opening_equity amount not null,
    highest_equity amount not null,
    equity amount not null,
    at timestamptz(3) not null default now()
  )`,

  // when our side suspended the account at the broker, and when it last lifted that
  `alter table broker_accounts
    add column suspended_at timestamptz(3),
    add column suspension_lifted_at timestamptz(3)`,
  `alter table strategies add column risk_limits jsonb`,
  // the broker's latest price of what is held
  `alter table positions add column mark_price nonnegative_amount`,
  // fillsBookedSince
  `create index fills_account_booked on fills (account_id, booked_at)`,
];

export const risk: Migration = { up: (db) => runStatements(db, statements) };
