import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table tool_calls (
    cycle_id text not null references cycles (id) on delete cascade,
    answer sha256_hex not null,
    call_id text not null constraint tool_calls_id check (length(call_id) between 1 and 200),
    tool text not null,
    result sha256_hex not null,
    failed boolean not null,
    note text not null,
    called_at timestamptz(3) not null default now(),
    -- standingToolCall: the first result stands
    primary key (cycle_id, answer, call_id)
  )`,
  `create table filing_texts (
    -- keptFilingText
    accession_number text primary key,
    symbol text not null,
    form text not null,
    filed_on text not null,
    document text not null,
    available_at timestamptz(3) not null,
    text text not null,
    is_cut boolean not null,
    read_at timestamptz(3) not null
  )`,
];

/** What models have had looked up, so that a repeated step gives the same answer; and texts of filings. */
export const tools: Migration = { up: (db) => runStatements(db, statements) };
