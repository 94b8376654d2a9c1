import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table busts (
    account_id uuid not null,
    user_id uuid not null,
    execution_id text not null,
    client_order_id text not null references orders (client_order_id) on delete restrict,
    corrected_by text,
    fill jsonb,
    known_from text not null constraint busts_known_from check (known_from in ('stream', 'rest')),
    busted_at timestamptz(3) not null,
    recorded_at timestamptz(3) not null default now(),
    -- isBusted
    primary key (account_id, execution_id),
    constraint busts_account foreign key (account_id, user_id)
      references broker_accounts (id, user_id) on delete restrict
  )`,
  // bustsOfOrder
  `create index busts_of_order on busts (client_order_id)`,
  `alter table fills drop constraint fills_cumulative_unique`,
  // bookExecution: copies of one execution; the fills of one order
  `create index fills_of_order on fills (client_order_id, cumulative_qty)`,
];

/**
 * Executions that the exchange has taken back. Such a row outlives its fill, which it keeps as `fill`, and comes
 * before it when the bust does: a copy that arrives later is known by it and not booked. Since shares that were taken
 * back may be filled again, a cumulative quantity may come twice within an order.
 */
export const busts: Migration = { up: (db) => runStatements(db, statements) };
