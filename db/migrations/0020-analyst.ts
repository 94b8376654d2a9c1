import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `alter table strategies drop constraint strategies_kind`,
  `alter table strategies add constraint strategies_kind
    check (kind in ('momentum', 'mean-reversion', 'analyst'))`,
  // transcriptOfCall
  `create index cycle_evidence_transcripts on cycle_evidence (cycle_id, request) where role = 'transcript'`,
];

/** Strategies that ask a language model, and the questions of their deliberations by key. */
export const analyst: Migration = { up: (db) => runStatements(db, statements) };
