import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aKeyOf, apiUnderTest } from '../api/testing/api-under-test.ts';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../tests/support/database-proxy.ts';
import { eventually } from '../tests/support/eventually.ts';
import { anOwner } from '../tests/support/rows.ts';
import { createDatabase } from './client.ts';
import { inTransaction } from './queries/in-transaction.ts';

const STATEMENT_MS = 1_000;
/** A second for PostgreSQL's own word, five for a connection, and what a busy machine takes. */
const BOUND_MS = 10_000;

let database: TestDatabase;
let proxy: DatabaseProxy;
beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startDatabaseProxy(database.url);
});
afterAll(async () => {
  await proxy.close();
  await database.drop();
});

const throughProxy = (poolMax: number) =>
  createDatabase({ url: proxy.url, poolMax, statementMs: STATEMENT_MS });

test('a database that is frozen fails a statement, a transaction and a new connection, and serves them again afterwards', async () => {
  const db = throughProxy(2);
  const one = async () => (await sql<{ one: number }>`select 1 as one`.execute(db)).rows;
  try {
    await Promise.all([one(), one()]);
    proxy.frozen();
    const since = Date.now();
    const failed = await Promise.allSettled([
      one(),
      inTransaction(db, async (tx) => sql`select 1`.execute(tx)),
      one(),
    ]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(Date.now() - since).toBeLessThan(BOUND_MS);
    await proxy.back();
    await eventually('it answers again', () => one().catch(() => undefined), BOUND_MS);
  } finally {
    await proxy.back();
    await db.destroy();
  }
});

test('the API answers 503 with the database’s name while it is frozen, within its bound, and serves by itself afterwards', async () => {
  const key = await aKeyOf(database.db, (await anOwner(database.db)).id);
  const db = throughProxy(2);
  const api = apiUnderTest({ db });
  const ask = async () => {
    const response = await api.call('GET', '/v1/orders', { key });
    return { status: response.status, text: await response.text() };
  };
  try {
    expect((await ask()).status).toBe(200);
    proxy.frozen();
    const since = Date.now();
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    expect(answers[0]?.text).toContain('"code":"POSTGRES_UNAVAILABLE"');
    expect(Date.now() - since).toBeLessThan(BOUND_MS);
    await proxy.back();
    await eventually('it serves', async () => ((await ask()).status === 200 ? true : undefined), BOUND_MS);
  } finally {
    await proxy.back();
    await api.close();
    await db.destroy();
  }
});
