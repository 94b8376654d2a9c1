import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  // ordersOfUser with a status: a rare one is found among a million others
  `create index orders_of_user_status on orders (user_id, status, created_at desc, client_order_id desc)`,
  // auditSince
  `create index audit_of_user_time on audit (user_id, at, id)`,
];

export const listIndexes: Migration = { up: (db) => runStatements(db, statements) };
