import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  // Identity looks an address up as it is written: all of them are in lower case.
  `update users set email = lower(case when email = 'owner@localhost' then 'owner@alphaflow.localhost' else email end)`,
  `alter table users
    add column two_factor_enabled boolean not null default false,
    add column updated_at timestamptz(3) not null default now(),
    add constraint users_email_lower check (email = lower(email))`,
  // better-auth asks for the plain column
  `create index users_email on users (email)`,

  `create table sessions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    token text not null,
    ip_address text,
    user_agent text,
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    last_used_at timestamptz(3) not null default now(),
    expires_at timestamptz(3) not null,
    -- when the second factor was last shown in this session
    second_factor_at timestamptz(3),
    -- sessionsByToken
    constraint sessions_token_unique unique (token)
  )`,
  // sessionsOfUser, the cascade from users
  `create index sessions_of_user on sessions (user_id, created_at desc, id desc)`,
  // removeExpired
  `create index sessions_expiring on sessions (expires_at)`,

  `create table logins (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    provider_id text not null constraint logins_provider check (provider_id = 'credential'),
    account_id text not null,
    password text not null constraint logins_bcrypt check (password ~ '^\\$2b\\$\\d\\d\\$'),
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    -- the password of a user
    constraint logins_unique unique (user_id, provider_id),
    constraint logins_account check (account_id = user_id::text)
  )`,

  `create table verifications (
    id uuid primary key default gen_random_uuid(),
    identifier text not null,
    value text not null,
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    expires_at timestamptz(3) not null
  )`,
  // the second step of a login
  `create index verifications_identifier on verifications (identifier)`,
  // endPendingLogins
  `create index verifications_value on verifications (value)`,
  // removeExpired
  `create index verifications_expiring on verifications (expires_at)`,

  `create table two_factors (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    secret text not null,
    backup_codes text not null,
    verified boolean not null default false,
    failed_verification_count integer not null default 0,
    locked_until timestamptz(3),
    constraint two_factors_user_unique unique (user_id)
  )`,

  // A code counts once, whoever comes first with it.
  `create table used_codes (
    user_id uuid not null references users (id) on delete cascade,
    code_hash sha256_hex not null,
    used_at timestamptz(3) not null default now(),
    -- useCode
    primary key (user_id, code_hash)
  )`,
  // removeExpired
  `create index used_codes_at on used_codes (used_at)`,

  `create table known_devices (
    token_hash sha256_hex primary key,
    user_id uuid not null references users (id) on delete cascade,
    last_login_at timestamptz(3) not null default now()
  )`,
  // the cascade from users
  `create index known_devices_user on known_devices (user_id)`,
  // removeExpired
  `create index known_devices_last on known_devices (last_login_at)`,

  `create table invitations (
    id uuid primary key default gen_random_uuid(),
    invited_by uuid not null references users (id) on delete cascade,
    email text not null constraint invitations_email check (email = lower(email) and email ~ '^[^@\\s]+@[^@\\s]+$'),
    role text not null constraint invitations_role check (role in ('owner', 'trader', 'viewer', 'service')),
    token_hash sha256_hex not null,
    created_at timestamptz(3) not null default now(),
    expires_at timestamptz(3) not null,
    accepted_at timestamptz(3),
    -- acceptInvitation
    constraint invitations_token_unique unique (token_hash)
  )`,
  // invitationsBy, the cascade from users
  `create index invitations_by on invitations (invited_by, created_at desc, id desc)`,

  `alter table api_keys
    add column scopes text[] not null default '{}',
    add column revoked_at timestamptz(3),
    add column replaced_by uuid references api_keys (id) on delete set null`,
  // Keys from before there were scopes could do all that a key may do.
  `update api_keys set scopes = array['read', 'market:ask', 'trade', 'strategies:write', 'alerts:write', 'trading:stop',
    'risk:write', 'risk:loosen', 'approvals:decide', 'payloads:read', 'audit:read']`,
  `create index api_keys_replaced on api_keys (replaced_by) where replaced_by is not null`,
  // apiKeysOfUser
  `create index api_keys_of_user on api_keys (user_id, created_at desc, id desc)`,
  `drop index api_keys_user`,

  // As rate-limiter-flexible has it. What a crash loses is a minute of counting.
  `create unlogged table rate_limits (
    key varchar(255) primary key,
    points integer not null default 0,
    expire bigint
  )`,
  // removeExpired
  `create index rate_limits_expire on rate_limits (expire)`,
];

/**
 * Who is there and how they prove it. `sessions`, `logins`, `verifications` and `two_factors` are written by
 * better-auth, under these names; the rest is ours.
 */
export const identity: Migration = { up: (db) => runStatements(db, statements) };
