import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

/** The probe's user logs in like anybody, so its address must be one. */
export const probeAddress: Migration = {
  up: (db) =>
    runStatements(db, [
      `update users set email = 'integration-probe@alphaflow.localhost' where email = 'integration-probe@localhost'`,
    ]),
};
