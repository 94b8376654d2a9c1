import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table alert_channels (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    kind text not null constraint alert_channels_kind check (kind in ('webhook', 'email', 'telegram')),
    name text not null constraint alert_channels_name check (length(name) between 1 and 100),
    target text not null constraint alert_channels_target check (length(target) between 1 and 2000),
    min_severity text not null constraint alert_channels_severity
      check (min_severity in ('info', 'warning', 'critical')),
    quiet_hours jsonb,
    deleted_at timestamptz(3),
    created_at timestamptz(3) not null default now()
  )`,
  // channelsOfUser
  `create index alert_channels_of_user on alert_channels (user_id, created_at) where deleted_at is null`,

  `create table alert_notices (
    id bigint generated always as identity primary key,
    user_id uuid not null references users (id) on delete cascade,
    channel_id uuid not null references alert_channels (id) on delete cascade,
    alert_id bigint not null references alerts (id) on delete cascade,
    what text not null constraint alert_notices_what check (what in ('firing', 'resolved')),
    status text not null default 'pending'
      constraint alert_notices_status check (status in ('pending', 'sent', 'failed', 'lapsed')),
    not_before timestamptz(3) not null,
    attempts integer not null default 0,
    last_error text,
    created_at timestamptz(3) not null default now(),
    ended_at timestamptz(3),
    -- one notice of each change for each channel
    constraint alert_notices_once unique (alert_id, channel_id, what),
    constraint alert_notices_ended check ((status = 'pending') = (ended_at is null))
  )`,
  // dueNotices
  `create index alert_notices_due on alert_notices (not_before) where status = 'pending'`,
  // the cascades; failingChannels
  `create index alert_notices_channel on alert_notices (channel_id, id desc)`,
  `create index alert_notices_user on alert_notices (user_id)`,
];

/** Where users are told of alerts, and every notice that was to be sent. */
export const alertChannels: Migration = { up: (db) => runStatements(db, statements) };
