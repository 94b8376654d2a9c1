import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table stored_keys (
    id uuid primary key default gen_random_uuid(),
    service text not null constraint stored_keys_service
      check (service in ('alpaca', 'openai', 'anthropic', 'valyu')),
    account_id uuid references broker_accounts (id) on delete cascade,
    put_by uuid references users (id) on delete set null,
    version integer not null,
    hint text not null,
    -- the name of the key that it is encrypted with
    master_key text not null,
    sealed bytea,
    overlap_minutes integer not null,
    created_at timestamptz(3) not null default now(),
    proven_at timestamptz(3),
    -- the broker's own name of the account that it has opened
    opens text,
    refused_at timestamptz(3),
    refusal text constraint stored_keys_refusal
      check (refusal in ('refused-by-service', 'another-account', 'other-mode')),
    last_used_at timestamptz(3),
    ends_at timestamptz(3),
    ended_at timestamptz(3),
    -- of what is over nothing is kept that could be opened
    constraint stored_keys_ended check ((ended_at is null) = (sealed is not null)),
    constraint stored_keys_place check ((service = 'alpaca') = (account_id is not null)),
    constraint stored_keys_version unique nulls not distinct (service, account_id, version)
  )`,
  // standingKeys
  `create index stored_keys_standing on stored_keys (service, account_id) where ended_at is null`,
  // the cascades
  `create index stored_keys_account on stored_keys (account_id) where account_id is not null`,
  `create index stored_keys_put_by on stored_keys (put_by) where put_by is not null`,
];

/** The keys of outside services, encrypted with a key that is not in the database. */
export const storedKeys: Migration = { up: (db) => runStatements(db, statements) };
