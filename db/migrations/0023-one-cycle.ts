import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  // the strategy's cycle that was running when this one was opened; this one is refused
  `alter table cycles add column behind text references cycles (id) on delete set null`,
  // openCycle
  `create index cycles_in_progress on cycles (strategy_id, started_at) where status = 'running' and behind is null`,
  // the reference of behind
  `create index cycles_behind on cycles (behind) where behind is not null`,
];

/** A strategy has one cycle at a time. */
export const oneCycle: Migration = { up: (db) => runStatements(db, statements) };
