import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const OUTCOME = `outcome in ('passed', 'failed', 'skipped', 'not-built')`;

const statements = [
  `create table integration_probes (
    id bigint generated always as identity primary key,
    point text not null,
    outcome text not null constraint integration_probes_outcome check (${OUTCOME}),
    ms integer not null constraint integration_probes_ms check (ms >= 0),
    breach boolean not null,
    at timestamptz(3) not null default now()
  )`,
  // the newest of each point: what is beyond them is dropped
  `create index integration_probes_of_point on integration_probes (point, id desc)`,
  `create table integration_states (
    point text primary key,
    outcome text not null constraint integration_states_outcome check (${OUTCOME}),
    ms integer not null,
    note text not null,
    probed_at timestamptz(3) not null,
    last_success_at timestamptz(3),
    failures integer not null,
    told_failing boolean not null default false
  )`,
];

/** What probing the integration points has brought: where each stands, and a ring of its newest results. */
export const integrations: Migration = { up: (db) => runStatements(db, statements) };
