import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  // From then on a user opens nothing and enters nothing.
  `alter table users add column disabled_at timestamptz(3)`,
  // isThereAnotherOwner, ownerIds
  `create index users_owners on users (id) where role = 'owner' and disabled_at is null`,
  // usersPage
  `create index users_newest on users (created_at desc, id desc)`,

  // Who is logged in stays so: the cookie carries what was hashed.
  `alter table sessions rename column token to token_hash`,
  `update sessions set token_hash = encode(sha256(convert_to(token_hash, 'UTF8')), 'hex')`,
  `alter table sessions alter column token_hash type sha256_hex`,

  `alter table invitations
    add column revoked_at timestamptz(3),
    add constraint invitations_one_end check (accepted_at is null or revoked_at is null)`,
  // invitationsPage
  `create index invitations_newest on invitations (created_at desc, id desc)`,
  // replaceInvitations
  `create index invitations_open on invitations (email) where accepted_at is null and revoked_at is null`,
  // removeExpired
  `create index invitations_expiring on invitations (expires_at)`,

  `alter table account_latches drop constraint account_latches_code, add constraint account_latches_code check (code in (
    'DAILY_LOSS', 'DRAWDOWN', 'REJECT_STREAK', 'DRIFT', 'CLOCK_SKEW', 'ACCOUNT_BLOCKED', 'UNRESOLVED_ORDER',
    'USER_MAY_NOT_TRADE'))`,
];

/** People as a resource: disabled, invited; sessions known by a hash alone. */
export const people: Migration = { up: (db) => runStatements(db, statements) };
