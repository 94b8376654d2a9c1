import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

/** What a user has asked models since a moment: `reuseSince`. */
export const llmCallsByTime: Migration = {
  up: (db) => runStatements(db, [`create index llm_calls_of_user_time on llm_calls (user_id, created_at)`]),
};
