import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { createDatabase } from './client.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

test('a statement with parameters is prepared once a connection, however often it runs', async () => {
  const db = createDatabase({ url: database.url, poolMax: 1 });
  try {
    for (let turn = 0; turn < 3; turn += 1) await sql`select ${turn}::int as marked_turn`.execute(db);
    const { rows } = await sql<{ statement: string }>`
      select statement from pg_prepared_statements where statement like '%marked_turn'`.execute(db);
    expect(rows).toHaveLength(1);
  } finally {
    await db.destroy();
  }
});

test('a long list of parameters is not kept', async () => {
  const db = createDatabase({ url: database.url, poolMax: 1 });
  try {
    const values = sql.join(Array.from({ length: 60 }, (_, index) => sql`${index}::int`));
    await sql`select 1 as listed where 1 in (${values})`.execute(db);
    const { rows } = await sql`select from pg_prepared_statements where statement like '%listed%'`.execute(
      db,
    );
    expect(rows).toHaveLength(0);
  } finally {
    await db.destroy();
  }
});

test('a table that is altered under a prepared statement is read again after one failure', async () => {
  const db = createDatabase({ url: database.url, poolMax: 2 });
  try {
    await sql`create table altered (id int)`.execute(db);
    await sql`insert into altered values (1)`.execute(db);
    const read = async () => (await sql`select * from altered where id = ${1}`.execute(db)).rows;
    // Both connections of the pool prepare it.
    await Promise.all([read(), read()]);
    await sql`alter table altered add column more text`.execute(db);
    await expect(read()).rejects.toThrow('cached plan must not change result type');
    const row = { id: 1, more: null };
    expect(await Promise.all([read(), read()])).toEqual([[row], [row]]);
  } finally {
    await db.destroy();
  }
});
