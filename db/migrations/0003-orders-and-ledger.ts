import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table orders (
    client_order_id text primary key
      constraint orders_client_order_id_length check (char_length(client_order_id) between 1 and 128),
    user_id uuid not null references users (id) on delete restrict,
    account_id uuid not null,
    cycle_id text references cycles (id) on delete restrict,
    strategy_id uuid references strategies (id) on delete restrict,
    source text not null constraint orders_source check (source in ('cycle', 'manual', 'external')),
    symbol text not null constraint orders_symbol check (symbol <> ''),
    side text not null constraint orders_side check (side in ('buy', 'sell')),
    type text not null,
    time_in_force text not null,
    qty positive_amount,
    notional positive_amount,
    limit_price positive_amount,
    stop_price positive_amount,
    request jsonb,
    payload_hash sha256_hex not null,
    status text not null constraint orders_status check (status in (
      'refused', 'approved', 'submitting', 'unknown', 'accepted', 'partially_filled', 'filled', 'canceled',
      'expired', 'rejected', 'replaced')),
    broker_order_id text,
    broker_status text,
    expires_at timestamptz(3) not null,
    reserved_notional nonnegative_amount not null default 0,
    approved_notional nonnegative_amount not null default 0,
    reference_price positive_amount,
    approval jsonb,
    refusal jsonb,
    filled_qty nonnegative_amount not null default 0,
    filled_avg_price positive_amount,
    broker_filled_qty nonnegative_amount not null default 0,
    is_exposed boolean not null generated always as (
      status in ('approved', 'submitting', 'unknown', 'accepted', 'partially_filled')
      or broker_filled_qty > filled_qty) stored,
    submitted_at timestamptz(3),
    accepted_at timestamptz(3),
    terminal_at timestamptz(3),
    cancel_requested_at timestamptz(3),
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    -- somebody's order placed elsewhere is told without a request; ours never
    constraint orders_request_known check (source = 'external' or request is not null),
    constraint orders_cycle_known check ((source = 'cycle') = (cycle_id is not null)),
    constraint orders_quantity_or_notional check (num_nonnulls(qty, notional) = 1 or source = 'external'),
    constraint orders_filled_within check (qty is null or filled_qty <= qty),
    constraint orders_reserved_within check (reserved_notional <= approved_notional),
    constraint orders_filled_priced check ((filled_qty > 0) = (filled_avg_price is not null)),
    constraint orders_refused_says_why check (status <> 'refused' or refusal is not null),
    constraint orders_terminal_at check (
      (status in ('refused', 'filled', 'canceled', 'expired', 'rejected', 'replaced')) = (terminal_at is not null)),
    constraint orders_account foreign key (account_id, user_id)
      references broker_accounts (id, user_id) on delete restrict,
    -- observeBrokerOrder of an order known by the broker's id alone
    constraint orders_broker_order_id_unique unique (account_id, broker_order_id)
  )`,
  // ordersOfUser
  `create index orders_of_user on orders (user_id, created_at desc, client_order_id desc)`,
  // ordersOfUser with status 'open'
  `create index orders_of_user_open on orders (user_id, created_at desc, client_order_id desc) where is_exposed`,
  // ordersOfUser with symbol
  `create index orders_of_user_symbol on orders (user_id, symbol, created_at desc, client_order_id desc)`,
  // ordersOfUser with strategyId
  `create index orders_of_strategy on orders (strategy_id, created_at desc, client_order_id desc)
    where strategy_id is not null`,
  // cycleReport; the foreign key to cycles
  `create index orders_cycle on orders (cycle_id) where cycle_id is not null`,
  // openExposure, openOrderQtyBySymbol
  `create index orders_exposed on orders (account_id, symbol) where is_exposed`,
  // openExposure: orders in the last minute and today
  `create index orders_account_recent on orders (account_id, created_at)`,

  `create table order_events (
    id bigint generated always as identity primary key,
    client_order_id text not null references orders (client_order_id) on delete cascade,
    kind text not null,
    data jsonb not null default '{}',
    at timestamptz(3) not null default now()
  )`,
  // eventsOfOrder
  `create index order_events_of_order on order_events (client_order_id, id)`,

  `create table fills (
    account_id uuid not null,
    user_id uuid not null,
    execution_id text not null,
    client_order_id text not null references orders (client_order_id) on delete restrict,
    symbol text not null,
    side text not null constraint fills_side check (side in ('buy', 'sell')),
    qty positive_amount not null,
    price positive_amount not null,
    cumulative_qty positive_amount not null,
    realized_pnl amount not null,
    executed_at timestamptz(3) not null,
    booked_from text not null constraint fills_booked_from check (booked_from in ('stream', 'rest')),
    booked_at timestamptz(3) not null default now(),
    primary key (account_id, execution_id),
    -- the second name of an execution; bookExecution's sums over one order
    constraint fills_cumulative_unique unique (client_order_id, cumulative_qty),
    constraint fills_cumulative_covers check (cumulative_qty >= qty),
    constraint fills_account foreign key (account_id, user_id)
      references broker_accounts (id, user_id) on delete restrict
  )`,
  // fillsOfUser
  `create index fills_of_user on fills (user_id, executed_at desc, account_id desc, execution_id desc)`,
  // fillsOfUser with symbol
  `create index fills_of_user_symbol on fills (user_id, symbol, executed_at desc, account_id desc, execution_id desc)`,
  // fillsSince
  `create index fills_account_time on fills (account_id, executed_at, execution_id)`,
  // bookExecution: the fills of one position in their order
  `create index fills_of_position on fills (account_id, symbol, executed_at, client_order_id, cumulative_qty)`,

  `create table positions (
    account_id uuid not null references broker_accounts (id) on delete restrict,
    symbol text not null,
    qty amount not null,
    avg_entry_price nonnegative_amount not null,
    realized_pnl amount not null default 0,
    opening_qty amount not null default 0,
    opening_avg_price nonnegative_amount not null default 0,
    updated_at timestamptz(3) not null default now(),
    -- positionsOfAccount, positionsOfUser, openExposure
    primary key (account_id, symbol)
  )`,

  `create table reconciliations (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references broker_accounts (id) on delete restrict,
    cycle_id text references cycles (id) on delete restrict,
    drift integer not null constraint reconciliations_drift check (drift >= 0),
    differences jsonb not null,
    adopted integer not null constraint reconciliations_adopted check (adopted >= 0),
    broker_equity amount not null,
    broker_cash amount not null,
    broker_time timestamptz(3) not null,
    at timestamptz(3) not null default now()
  )`,
  // latestReconciliation, reconciliationsOfAccount
  `create index reconciliations_of_account on reconciliations (account_id, at desc, id desc)`,
  // the foreign key to cycles
  `create index reconciliations_cycle on reconciliations (cycle_id) where cycle_id is not null`,

  `alter table cycles add constraint cycles_reconciliation
    foreign key (reconciliation_id) references reconciliations (id) on delete restrict`,
  // the foreign key from cycles
  `create index cycles_reconciliation on cycles (reconciliation_id) where reconciliation_id is not null`,
];

export const ordersAndLedger: Migration = { up: (db) => runStatements(db, statements) };
