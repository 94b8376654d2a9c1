import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `alter table evidence
    alter column body drop not null,
    add column body_dropped_at timestamptz(3),
    add constraint evidence_body_or_dropped check ((body is null) = (body_dropped_at is not null))`,
  // deleteUnusedEvidence, dropUntradedBodies
  `create index evidence_kept on evidence (fetched_at, hash) where body is not null`,
  `alter table cycle_evidence
    add column source text,
    add column request text,
    add column fetched_at timestamptz(3),
    add column available_at timestamptz(3)`,
  `update cycle_evidence set source = e.source, request = e.request, fetched_at = e.fetched_at,
      available_at = e.available_at
    from evidence e where e.hash = cycle_evidence.hash`,
  `alter table cycle_evidence
    alter column source set not null,
    alter column request set not null,
    alter column fetched_at set not null,
    alter column available_at set not null`,

  `create table company_documents (
    symbol text not null constraint company_documents_symbol check (symbol <> ''),
    kind text not null constraint company_documents_kind check (kind in ('filings', 'fundamentals')),
    wanted_at timestamptz(3) not null,
    wanted_as_of timestamptz(3) not null,
    read_at timestamptz(3),
    read_as_of timestamptz(3),
    body jsonb,
    failed_at timestamptz(3),
    -- companyDocuments, keepCompanyDocument
    primary key (kind, symbol),
    constraint company_documents_read_whole check ((read_at is null) = (read_as_of is null)),
    constraint company_documents_body_was_read check (body is null or read_at is not null)
  )`,
  // documentsDue
  `create index company_documents_due on company_documents (kind, read_at nulls first)`,
];

/**
 * Evidence says of each cycle when and where it was fetched for it, and may lose its body when its time is over.
 * What companies file is kept as it was last read, so that a cycle need not wait for the SEC's pace.
 */
export const evidenceAndDocuments: Migration = { up: (db) => runStatements(db, statements) };
