import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table outbox (
    id bigint generated always as identity primary key,
    user_id uuid not null references users (id) on delete cascade,
    subject text not null constraint outbox_subject check (subject ~ '^alphaflow(\\.[a-z0-9-]+){3}$'),
    payload jsonb not null,
    created_at timestamptz(3) not null default now(),
    published_at timestamptz(3)
  )`,
  // unpublishedEvents
  `create index outbox_unpublished on outbox (id) where published_at is null`,
  // the cascade from users
  `create index outbox_user on outbox (user_id)`,

  `create table audit (
    id bigint generated always as identity primary key,
    user_id uuid references users (id) on delete restrict,
    actor text not null,
    action text not null,
    target text not null,
    result text not null,
    data jsonb not null default '{}',
    request_id text,
    at timestamptz(3) not null default now()
  )`,
  // auditOfUser
  `create index audit_of_user on audit (user_id, id desc)`,
];

export const outboxAndAudit: Migration = { up: (db) => runStatements(db, statements) };
