import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `alter table orders
    add column order_class text not null default 'simple'
      constraint orders_class check (order_class in ('simple', 'bracket', 'oco', 'oto')),
    add column trail_price positive_amount,
    add column trail_percent positive_amount,
    add column extended_hours boolean not null default false,
    add column parent_client_order_id text references orders (client_order_id) on delete restrict,
    add column replaces text references orders (client_order_id) on delete restrict,
    add column replaced_by text references orders (client_order_id) on delete restrict,
    add column group_id text,
    add column asked_hash sha256_hex`,
  `update orders set group_id = client_order_id`,
  `alter table orders
    alter column group_id set not null,
    drop constraint orders_source,
    add constraint orders_source check (source in ('cycle', 'manual', 'external', 'leg')),
    drop constraint orders_request_known,
    -- an exit of ours is told by the broker, like somebody's order placed elsewhere
    add constraint orders_request_known check (source in ('external', 'leg') or request is not null),
    drop constraint orders_quantity_or_notional,
    add constraint orders_quantity_or_notional
      check (num_nonnulls(qty, notional) = 1 or source in ('external', 'leg')),
    add constraint orders_leg_has_parent check (source <> 'leg' or parent_client_order_id is not null),
    add constraint orders_not_linked_to_itself check (
      client_order_id <> all (array[parent_client_order_id, replaces, replaced_by]) is not false)`,
  // legsOf; the foreign key
  `create index orders_legs on orders (parent_client_order_id) where parent_client_order_id is not null`,
  // replacementUnderWay; the foreign key
  `create index orders_replaces on orders (replaces) where replaces is not null`,
  // the foreign key
  `create index orders_replaced_by on orders (replaced_by) where replaced_by is not null`,
];

/**
 * Groups of linked orders, replacements, and what only some orders have. `group_id` is the client order id of a
 * group's first order; those of one group and side stand for the same shares. `asked_hash` is there where the order
 * is not what was asked for word by word: the close of a position, a replacement.
 */
export const linkedOrders: Migration = { up: (db) => runStatements(db, statements) };
