import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  // What was written before, or is written by a worker of an older version beside this one, is of the first version.
  `alter table outbox add column version smallint not null default 1
    constraint outbox_version check (version > 0)`,
];

/** The version of an event's schema travels with it. */
export const eventVersions: Migration = { up: (db) => runStatements(db, statements) };
