import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table request_slots (
    source text primary key,
    next_at timestamptz not null
  )`,
  // what each worker says of its breakers and caches; rows of workers that are gone are swept by the others
  `create table source_figures (
    process text primary key,
    sources jsonb not null,
    caches jsonb not null,
    at timestamptz(3) not null default now()
  )`,
  `create table research_days (
    day text primary key constraint research_days_day check (day ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    reserved nonnegative_amount not null default 0,
    spent nonnegative_amount not null default 0,
    calls integer not null default 0,
    failures integer not null default 0,
    refused integer not null default 0
  )`,
];

export const sources: Migration = { up: (db) => runStatements(db, statements) };
