import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { anAccount, anIntent, anOwner } from '../tests/support/rows.ts';
import { createDatabase } from './client.ts';
import { accountById } from './queries/accounts/broker-accounts.ts';
import { insertUser, userByEmail } from './queries/identity/users.ts';
import { inTransaction } from './queries/in-transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

describe('amounts', () => {
  test.each([
    '0',
    '-0.000000000000000001',
    '123456789012345678901234567890.123456789012345678',
    '0.1',
    '100.10',
  ])('%s comes back to the last digit', async (cash) => {
    const { db } = database;
    const account = await anAccount(db, { cash });
    expect((await accountById(db, account.id))?.cash).toBe(cash);
  });

  test.each(['NaN', 'Infinity', '-Infinity', '0.0000000000000000001'])('%s is not stored', async (cash) => {
    await expect(anAccount(database.db, { cash })).rejects.toThrow('value for domain amount');
  });

  test.each(['NaN', 'Infinity', '-1', '0'])('a quantity of %s is not stored', async (qty) => {
    const { db } = database;
    const request = {
      symbol: 'AAPL',
      side: 'buy' as const,
      type: 'market' as const,
      timeInForce: 'day' as const,
      qty,
    };
    const account = await anAccount(db);
    await expect(anIntent(db, account, { request })).rejects.toThrow('value for domain positive_amount');
  });
});

test('times come back to the millisecond', async () => {
  const { db } = database;
  const [row] = (
    await sql<{
      at: Date;
    }>`select created_at as at from users where email = ${(await anOwner(db)).email}`.execute(db)
  ).rows;
  const { rows } = await sql<{
    same: boolean;
  }>`select exists(select from users where created_at = ${row?.at}) as same`.execute(db);
  expect(rows).toEqual([{ same: true }]);
});

test('another library’s parser for NUMERIC does not reach this pool', async () => {
  const { types } = await import('pg');
  const before = types.getTypeParser(types.builtins.NUMERIC);
  types.setTypeParser(types.builtins.NUMERIC, Number);
  try {
    const { rows } = await sql<{ n: unknown }>`select 0.1::numeric as n`.execute(database.db);
    expect(rows).toEqual([{ n: '0.1' }]);
  } finally {
    types.setTypeParser(types.builtins.NUMERIC, before);
  }
});

test('a connection that breaks while idle is logged and replaced', async () => {
  const warnings: unknown[] = [];
  const logger = { warn: (facts: unknown) => warnings.push(facts) };
  const db = createDatabase({ url: database.url, poolMax: 1, logger });
  try {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.db);
    await expect.poll(() => warnings.length).toBeGreaterThan(0);
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  } finally {
    await db.destroy();
  }
});

test('a statement, a wait for a lock and an idle transaction have an end', async () => {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings
    where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`.execute(
    database.db,
  );
  expect(rows.map(({ setting }) => setting)).toEqual(['30000', '10000', '15000']);
});

test('what fails in a transaction leaves nothing behind', async () => {
  const { db } = database;
  const email = 'rolled-back@example.test';
  const work = inTransaction(db, async (tx) => {
    await insertUser(tx, { email, displayName: 'x', role: 'viewer' });
    await insertUser(tx, { email: email.toUpperCase(), displayName: 'x', role: 'viewer' });
  });
  await expect(work).rejects.toThrow('users_email_unique');
  expect(await userByEmail(db, email)).toBeUndefined();
});
