import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBareDatabase } from '../tests/support/database.ts';
import { migrateToLatest } from './migrate.ts';
import { migrations } from './migrations/index.ts';

const names = Object.keys(migrations);
let bare: Awaited<ReturnType<typeof createBareDatabase>>;
beforeAll(async () => {
  bare = await createBareDatabase();
});
afterAll(async () => {
  await bare.drop();
});

test('processes that migrate at once apply every migration once between them, and later ones none', async () => {
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrateToLatest(bare.url)));
  expect(applied.flat()).toEqual(names);
  expect(await migrateToLatest(bare.url)).toEqual([]);
});

test('a database that cannot be reached is an error with its cause', async () => {
  const nowhere = new URL(bare.url);
  nowhere.pathname = '/no_such_database';
  await expect(migrateToLatest(nowhere.href)).rejects.toMatchObject({
    message: expect.stringContaining('migration failed'),
    cause: expect.objectContaining({ code: '3D000' }),
  });
});

test('every foreign key has an index that begins with its columns', async () => {
  const client = new Client({ connectionString: bare.url });
  await client.connect();
  try {
    const { rows } = await client.query(`
      select c.conrelid::regclass::text as table, c.conname as key from pg_constraint c
      where c.contype = 'f' and c.connamespace = 'public'::regnamespace and not exists (
        select from pg_index i where i.indrelid = c.conrelid
          and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`);
    expect(rows).toEqual([
      // Accounts, users and strategies are never deleted while these are there, and their keys never change.
      { table: 'orders', key: 'orders_account' },
      { table: 'fills', key: 'fills_account' },
      { table: 'busts', key: 'busts_account' },
    ]);
  } finally {
    await client.end();
  }
});
