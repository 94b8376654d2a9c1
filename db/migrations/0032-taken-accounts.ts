import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `alter table stored_keys
    drop constraint stored_keys_refusal,
    add constraint stored_keys_refusal
      check (refusal in ('refused-by-service', 'another-account', 'other-mode', 'account-taken'))`,
  // isOpenedByAnother
  `create index stored_keys_opens on stored_keys (opens) where opens is not null`,
];

/** A key may be refused because another account here has opened the same one at the broker. */
export const takenAccounts: Migration = { up: (db) => runStatements(db, statements) };
