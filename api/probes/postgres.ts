import { type Kysely, sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Probe } from '../deps.ts';

export function postgresProbe(db: Kysely<Database>): Probe {
  return async () => {
    await sql`select 1`.execute(db);
  };
}
