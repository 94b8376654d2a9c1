import type { Kysely } from 'kysely';
import { inject } from 'vitest';
import type { Database } from '../../db/schema.ts';
import { createTestDatabase } from '../../tests/support/database.ts';
import type { ApiDeps } from '../deps.ts';
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts';
import { ownNamespace } from './own-namespace.ts';

export interface ApiOnServers extends ApiUnderTest {
  readonly db: Kysely<Database>;
}

/** The API over a database and a Temporal namespace of one test file's own; `close` removes the database. */
export async function apiOnServers(deps: Partial<ApiDeps> = {}): Promise<ApiOnServers> {
  const address = inject('temporalAddress');
  const [database, namespace] = await Promise.all([createTestDatabase(), ownNamespace(address)]);
  const { db } = database;
  const api = apiUnderTest({ db, temporal: { address, namespace }, deps });
  return {
    ...api,
    db,
    close: async () => {
      await api.close();
      await database.drop();
    },
  };
}
