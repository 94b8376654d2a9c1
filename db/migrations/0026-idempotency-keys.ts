import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table idempotency_keys (
    user_id uuid not null references users (id) on delete cascade,
    route text not null,
    key_hash sha256_hex not null,
    request_hash sha256_hex not null,
    asked_at timestamptz(3) not null,
    answered_at timestamptz(3),
    location text,
    -- null for an answer that showed a secret: that is not kept
    body text,
    primary key (user_id, route, key_hash),
    constraint idempotency_keys_answered check (answered_at is not null or (location is null and body is null))
  )`,
  // removeExpired
  `create index idempotency_keys_age on idempotency_keys (asked_at)`,
];

/** What somebody has asked to have made under an Idempotency-Key, and what they were answered. */
export const idempotencyKeys: Migration = { up: (db) => runStatements(db, statements) };
