import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `alter table strategies
    add column approval_above_usd nonnegative_amount,
    add column approval_window_seconds integer not null default 300
      constraint strategies_approval_window check (approval_window_seconds between 1 and 14400)`,
  `alter table orders
    drop constraint orders_status,
    add constraint orders_status check (status in (
      'refused', 'awaiting_approval', 'approved', 'submitting', 'unknown', 'accepted', 'partially_filled', 'filled',
      'canceled', 'expired', 'rejected', 'replaced')),
    -- risk's approval is given when a person has said yes, never before
    add constraint orders_waiting_is_not_approved check (status <> 'awaiting_approval' or approval is null)`,
  `alter table orders alter column is_exposed set expression as (
    status in ('awaiting_approval', 'approved', 'submitting', 'unknown', 'accepted', 'partially_filled')
    or broker_filled_qty > filled_qty)`,
  `create table order_approvals (
    -- approvalOf, approvalsOf
    client_order_id text primary key references orders (client_order_id) on delete restrict,
    reason jsonb not null,
    payload_hash sha256_hex not null,
    quote jsonb,
    requested_at timestamptz(3) not null default now(),
    expires_at timestamptz(3) not null,
    decision text constraint order_approvals_decision check (decision in ('approve', 'reject')),
    decided_by text,
    decided_at timestamptz(3),
    note text constraint order_approvals_note check (note is null or decision is not null),
    word_id text,
    constraint order_approvals_decided_whole
      check (num_nonnulls(decision, decided_by, decided_at, word_id) in (0, 4))
  )`,
];

/**
 * Orders that wait for a person: above how many dollars a strategy's orders do, and what was asked and answered. A
 * waiting order counts in the exposure, so `is_exposed` has it.
 */
export const orderApprovals: Migration = { up: (db) => runStatements(db, statements) };
