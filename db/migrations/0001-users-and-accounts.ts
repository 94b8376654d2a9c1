import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

/**
 * Amounts are NUMERIC without a fixed scale, so that text goes in and comes out to the last digit. NaN and the
 * infinities are NUMERIC values too and sort above every number: `< 'Infinity'` keeps them out. 18 decimals is what
 * `domain/money.ts` reads. Times are kept to the millisecond, as JavaScript reads them: a keyset cursor made from a
 * Date must equal the column it came from.
 */
const statements = [
  `create domain amount as numeric
    check (value > '-Infinity' and value < 'Infinity' and scale(value) <= 18)`,
  `create domain nonnegative_amount as numeric
    check (value >= 0 and value < 'Infinity' and scale(value) <= 18)`,
  `create domain positive_amount as numeric
    check (value > 0 and value < 'Infinity' and scale(value) <= 18)`,
  `create domain sha256_hex as text check (value ~ '^[0-9a-f]{64}$')`,

  `create table users (
    id uuid primary key default gen_random_uuid(),
    email text not null constraint users_email_form check (email ~ '^[^@\\s]+@[^@\\s]+$'),
    display_name text not null,
    role text not null constraint users_role check (role in ('owner', 'trader', 'viewer', 'service')),
    created_at timestamptz(3) not null default now()
  )`,
  // userByEmail, ensureOwner
  `create unique index users_email_unique on users (lower(email))`,

  `create table api_keys (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    key_hash sha256_hex not null,
    created_at timestamptz(3) not null default now(),
    last_used_at timestamptz(3),
    expires_at timestamptz(3),
    -- userByApiKeyHash
    constraint api_keys_key_hash_unique unique (key_hash)
  )`,
  // the cascade from users
  `create index api_keys_user on api_keys (user_id)`,

  `create table broker_accounts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    mode text not null constraint broker_accounts_mode check (mode in ('sandbox', 'paper', 'live')),
    key_ref text not null,
    trading_state text not null default 'active'
      constraint broker_accounts_trading_state check (trading_state in ('active', 'reducing', 'halted')),
    risk_limits jsonb not null,
    cash amount,
    adopted_at timestamptz(3),
    created_at timestamptz(3) not null default now(),
    constraint broker_accounts_adopted_whole check ((cash is null) = (adopted_at is null)),
    -- accountsOfUser, ensureBrokerAccount, positionsOfUser
    constraint broker_accounts_name_unique unique (user_id, name),
    -- the target of (account_id, user_id) keys: no row can name an account of somebody else
    constraint broker_accounts_owner_unique unique (id, user_id)
  )`,
];

export const usersAndAccounts: Migration = { up: (db) => runStatements(db, statements) };
