import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { seedMany } from '../tests/support/seed-many.ts';
import { createDatabase, surviveLateError } from './client.ts';
import { userByEmail } from './queries/identity/users.ts';
import type { Database } from './schema.ts';
import { judgedReads, type SeededIds } from './testing/judged-reads.ts';
import { UNJUDGED } from './testing/unjudged-queries.ts';

const QUERIES = join(import.meta.dirname, 'queries');

interface Query {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Forty tables of many rows, on a machine that may do a lot else. */
const SEEDED_WITHIN_MS = 240_000;

let database: TestDatabase;
let pool: Pool;
let db: Kysely<Database>;
let queries: Query[] = [];
let ids: SeededIds;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedMany(database.url, { orders: 20_000, others: 20_000 });
  pool = new Pool({ connectionString: database.url, max: 2 });
  pool.on('connect', surviveLateError);
  db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    log: ({ query }) => {
      if (/^\s*(select|with|update)\b/.test(query.sql)) queries.push(query);
    },
  });
  const { id: userId } = (await userByEmail(db, 'user1@example.test')) ?? { id: '' };
  const order = await db
    .selectFrom('orders')
    .selectAll()
    .where('userId', '=', userId)
    .limit(1)
    .executeTakeFirstOrThrow();
  ids = {
    userId: order.userId,
    accountId: order.accountId,
    strategyId: order.strategyId ?? '',
    cycleId: order.cycleId ?? '',
    clientOrderId: order.clientOrderId,
  };
}, SEEDED_WITHIN_MS);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** What makes the plans of `read` slow: tables read from the first row to the last, and rows sorted. */
async function slowSteps(read: () => Promise<unknown>): Promise<readonly string[]> {
  queries = [];
  await read();
  const seen = queries;
  expect(seen.length).toBeGreaterThan(0);
  const steps: string[] = [];
  for (const query of seen) {
    const { rows } = await pool.query(`explain ${query.sql}`, [...query.parameters]);
    for (const row of rows) steps.push(/Seq Scan on \w+|\bSort\b/.exec(String(row['QUERY PLAN']))?.[0] ?? '');
  }
  return steps.filter((step) => step !== '' && !SMALL.has(step));
}

/** An account or a process a row. */
const SMALL = new Set([
  'Seq Scan on broker_accounts',
  'Seq Scan on market_streams',
  'Seq Scan on source_figures',
]);
const PAGED =
  /^(alertsOfUser$|usersPage|invitationsPage|ordersOfUser|fillsOfUser|auditOfUser|strategiesOfUser|cyclesOfStrategy|reconciliationsOfAccount)/;
/** The names are wanted before there is a database. */
const NOBODY = { userId: '', accountId: '', strategyId: '', cycleId: '', clientOrderId: '' };
const nowhere = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', poolMax: 1 });
const names = Object.keys(judgedReads(nowhere, NOBODY));
const readOf = (name: string) => judgedReads(db, ids)[name] ?? (() => Promise.reject(new Error(name)));

describe('on tables of many users, for one who has most of the rows, no table is read whole by', () => {
  test.each(names)('%s', async (name) => {
    const steps = await slowSteps(readOf(name));
    expect(steps.filter((step) => step !== 'Sort')).toEqual([]);
  });

  test.each(names.filter((name) => PAGED.test(name)))('%s, nor sorted', async (name) => {
    expect(await slowSteps(readOf(name))).toEqual([]);
  });

  test('but a query without an index is seen to', async () => {
    const read = () =>
      db
        .selectFrom('orders')
        .select('clientOrderId')
        .where('brokerStatus', '=', 'odd')
        .orderBy('brokerStatus')
        .execute();
    expect(await slowSteps(read)).toContain('Seq Scan on orders');
  });
});

test('every query is judged here, or has its reason why not', async () => {
  const files = (await readdir(QUERIES, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.includes('.test.'),
  );
  const exported = await Promise.all(
    files.map(async (file) => {
      const found: Readonly<Record<string, unknown>> = await import(join(QUERIES, file));
      return Object.keys(found).filter((name) => typeof found[name] === 'function');
    }),
  );
  const judged = names.map((name) => name.split(',')[0] ?? '');
  const excused = Object.values(UNJUDGED).flat();
  expect([...new Set(exported.flat())].toSorted()).toEqual([...new Set([...judged, ...excused])].toSorted());
  expect(judged.filter((name) => excused.includes(name))).toEqual([]);
});
