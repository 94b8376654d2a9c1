import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table alert_rules (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    account_id uuid references broker_accounts (id) on delete cascade,
    -- which of the rules that everybody has from the start; a deleted one keeps its row and stays deleted
    default_key text,
    name text not null constraint alert_rules_name check (length(name) between 1 and 100),
    terms jsonb not null constraint alert_rules_terms check (jsonb_typeof(terms -> 'kind') = 'string'),
    severity text not null constraint alert_rules_severity check (severity in ('info', 'warning', 'critical')),
    enabled boolean not null default true,
    deleted_at timestamptz(3),
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    -- ensureDefaultRules
    constraint alert_rules_default_once unique (user_id, default_key)
  )`,
  // rulesOfUser, rulesToEvaluate
  `create index alert_rules_of_user on alert_rules (user_id, created_at desc, id desc) where deleted_at is null`,
  // the cascade from broker_accounts
  `create index alert_rules_account on alert_rules (account_id) where account_id is not null`,

  `create table alerts (
    id bigint generated always as identity primary key,
    user_id uuid not null references users (id) on delete cascade,
    rule_id uuid not null references alert_rules (id) on delete cascade,
    kind text not null,
    subject text not null constraint alerts_subject check (length(subject) between 1 and 300),
    severity text not null,
    title text not null,
    message text not null,
    facts jsonb not null,
    state text not null constraint alerts_state check (state in ('pending', 'firing', 'acknowledged', 'resolved')),
    since timestamptz(3) not null,
    last_seen_at timestamptz(3) not null,
    clear_since timestamptz(3),
    fired_at timestamptz(3),
    acknowledged_at timestamptz(3),
    acknowledged_by text,
    resolved_at timestamptz(3),
    constraint alerts_fired check ((state = 'pending') = (fired_at is null)),
    constraint alerts_resolved check ((state = 'resolved') = (resolved_at is not null)),
    constraint alerts_acknowledged_whole check (num_nonnulls(acknowledged_at, acknowledged_by) in (0, 2)),
    constraint alerts_acknowledged check (state <> 'acknowledged' or acknowledged_at is not null)
  )`,
  // standingAlerts; one at a time for each subject of a rule
  `create unique index alerts_standing on alerts (rule_id, subject) where state <> 'resolved'`,
  // the cascade from alert_rules
  `create index alerts_rule on alerts (rule_id)`,
  // alertsOfUser
  `create index alerts_of_user on alerts (user_id, id desc) where state <> 'pending'`,
  // alertsOfUser with state 'open'
  `create index alerts_of_user_open on alerts (user_id, id desc) where state in ('firing', 'acknowledged')`,
  // the cascade from users
  `create index alerts_user on alerts (user_id)`,

  `create table event_inbox (
    consumer text not null,
    event_id text not null,
    at timestamptz(3) not null default now(),
    -- takeIn
    primary key (consumer, event_id)
  )`,
  // forgetOldEvents
  `create index event_inbox_at on event_inbox (at)`,
  // openWork
  `create index cycles_running on cycles (account_id, started_at) where status = 'running'`,
];

/** What users are told of, and which events of the bus each consumer has taken in. */
export const alerts: Migration = { up: (db) => runStatements(db, statements) };
