import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table strategies (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    account_id uuid not null,
    name text not null,
    kind text not null constraint strategies_kind check (kind in ('momentum', 'mean-reversion')),
    parameters jsonb not null,
    universe text[] not null,
    interval_seconds integer not null constraint strategies_interval check (interval_seconds > 0),
    archived_at timestamptz(3),
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    constraint strategies_account foreign key (account_id, user_id)
      references broker_accounts (id, user_id) on delete cascade
  )`,
  `create unique index strategies_name_unique on strategies (user_id, name) where archived_at is null`,
  // strategiesOfUser
  `create index strategies_of_user on strategies (user_id, created_at desc, id desc) where archived_at is null`,
  // the cascade from broker_accounts
  `create index strategies_account_user on strategies (account_id, user_id)`,

  `create table evidence (
    hash sha256_hex primary key,
    kind text not null,
    source text not null,
    request text not null,
    fetched_at timestamptz(3) not null,
    available_at timestamptz(3) not null,
    bytes integer not null constraint evidence_bytes check (bytes > 0),
    body bytea not null
  )`,
  // gzip has been there already: TOAST need not try again
  `alter table evidence alter column body set storage external`,

  `create table cycles (
    id text primary key,
    strategy_id uuid not null references strategies (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    account_id uuid not null,
    as_of timestamptz(3) not null,
    data_as_of timestamptz(3),
    trigger text not null constraint cycles_trigger check (trigger in ('schedule', 'api')),
    status text not null
      constraint cycles_status check (status in ('running', 'completed', 'refused', 'failed')),
    outcome text,
    refusal jsonb,
    steps jsonb not null default '[]' constraint cycles_steps check (jsonb_typeof(steps) = 'array'),
    sources jsonb,
    decision jsonb,
    reconciliation_id uuid,
    started_at timestamptz(3) not null,
    finished_at timestamptz(3),
    constraint cycles_finished check ((status = 'running') = (finished_at is null)),
    constraint cycles_account foreign key (account_id, user_id)
      references broker_accounts (id, user_id) on delete cascade,
    -- openCycle, cyclesOfStrategy (read backwards)
    constraint cycles_moment_unique unique (strategy_id, as_of)
  )`,
  // the cascades from users and broker_accounts
  `create index cycles_user on cycles (user_id)`,
  `create index cycles_account_user on cycles (account_id, user_id)`,

  `create table cycle_evidence (
    cycle_id text not null references cycles (id) on delete cascade,
    hash sha256_hex not null references evidence (hash) on delete restrict,
    role text not null,
    -- keepEvidence, evidenceOfCycle
    primary key (cycle_id, role, hash)
  )`,
  // "is this evidence still referenced?", asked whenever evidence is to be deleted
  `create index cycle_evidence_hash on cycle_evidence (hash)`,

  `create table decisions (
    id uuid primary key default gen_random_uuid(),
    cycle_id text not null references cycles (id) on delete cascade,
    leg integer not null constraint decisions_leg check (leg >= 0),
    symbol text not null,
    side text not null constraint decisions_side check (side in ('buy', 'sell')),
    qty nonnegative_amount not null,
    proposal jsonb not null,
    client_order_id text not null,
    created_at timestamptz(3) not null default now(),
    -- cycleReport
    constraint decisions_leg_unique unique (cycle_id, leg),
    constraint decisions_client_order_id_unique unique (client_order_id)
  )`,
];

export const strategiesAndCycles: Migration = { up: (db) => runStatements(db, statements) };
