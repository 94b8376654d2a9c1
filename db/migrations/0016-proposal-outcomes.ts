import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table proposal_outcomes (
    cycle_id text not null,
    leg integer not null,
    bars integer not null constraint proposal_outcomes_bars check (bars in (1, 5, 20)),
    day text not null constraint proposal_outcomes_day check (day ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    gain numeric not null constraint proposal_outcomes_gain check (gain > '-infinity' and gain < 'infinity'),
    spy numeric constraint proposal_outcomes_spy check (spy > '-infinity' and spy < 'infinity'),
    known_at timestamptz(3) not null,
    measured_at timestamptz(3) not null,
    -- keepOutcomes, memoryOf, proposalsToMeasure
    primary key (cycle_id, leg, bars),
    constraint proposal_outcomes_proposal foreign key (cycle_id, leg)
      references decisions (cycle_id, leg) on delete cascade
  )`,
  // proposalsToMeasure
  `create index cycles_decided on cycles (account_id, data_as_of, id) where decision is not null`,
];

/** What became of each proposal after some days: the memory that later decisions are offered. */
export const proposalOutcomes: Migration = { up: (db) => runStatements(db, statements) };
