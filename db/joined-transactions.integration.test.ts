import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { anOwner } from '../tests/support/rows.ts';
import { type JoinedTransactions, joinTransactions } from './joined-transactions.ts';

let database: TestDatabase;
let joined: JoinedTransactions;
beforeAll(async () => {
  database = await createTestDatabase();
  joined = joinTransactions(database.db);
});
afterAll(() => database.drop());

const nameOf = async (id: string) =>
  (await database.db.selectFrom('users').select('displayName').where('id', '=', id).executeTakeFirst())
    ?.displayName;
const rename = async (db: JoinedTransactions['db'], id: string, displayName: string) =>
  await db.updateTable('users').set({ displayName }).where('id', '=', id).execute();

test('what a library writes and what we write stand together', async () => {
  const [one, other] = [await anOwner(database.db), await anOwner(database.db)];
  await joined.together(async (transaction) => {
    await rename(joined.db, one.id, 'by the library');
    expect(await nameOf(one.id)).not.toBe('by the library');
    await joined.db.transaction().execute(async (inner) => {
      const read = await inner.selectFrom('users').select('displayName').where('id', '=', one.id).execute();
      expect(read).toEqual([{ displayName: 'by the library' }]);
    });
    await rename(await transaction(), other.id, 'by us');
  });
  expect([await nameOf(one.id), await nameOf(other.id)]).toEqual(['by the library', 'by us']);
});

test('an error of ours takes back what the library wrote', async () => {
  const { id } = await anOwner(database.db);
  const failing = joined.together(async () => {
    await rename(joined.db, id, 'taken back');
    throw new Error('ours');
  });
  await expect(failing).rejects.toThrow('ours');
  expect(await nameOf(id)).not.toBe('taken back');
});

test('where the library takes its transaction back, nothing stands and nothing more is written', async () => {
  const { id } = await anOwner(database.db);
  const inner = async () =>
    await joined.db.transaction().execute(async (tx) => {
      await rename(tx, id, 'taken back');
      throw new Error('theirs');
    });
  await joined.together(async () => {
    await expect(inner()).rejects.toThrow('theirs');
  });
  expect(await nameOf(id)).not.toBe('taken back');
  const goingOn = joined.together(async (transaction) => {
    await expect(inner()).rejects.toThrow('theirs');
    await transaction();
  });
  await expect(goingOn).rejects.toThrow('was undone');
});

test('what fails when it is committed is taken back, is told as it is, and holds no connection', async () => {
  const { id } = await anOwner(database.db);
  await sql`create function refuse_name() returns trigger language plpgsql as $$
    begin raise exception 'refused at the end'; end $$`.execute(database.db);
  await sql`create constraint trigger refuse_name after update on users deferrable initially deferred
    for each row when (new.display_name = 'refused') execute function refuse_name()`.execute(database.db);
  // More often than there are connections.
  for (let time = 0; time < 12; time += 1) {
    const failing = joined.together(async () => await rename(joined.db, id, 'refused'));
    await expect(failing).rejects.toThrow('refused at the end');
  }
  expect(await nameOf(id)).not.toBe('refused');
});

test('no connection is held before the first write', async () => {
  const { id } = await anOwner(database.db);
  // More at once than there are connections: each reads, and waits for all the others before it writes.
  const waiting = Array.from({ length: 30 }, () => Promise.withResolvers<void>());
  await Promise.all(
    waiting.map(
      async ({ resolve }) =>
        await joined.together(async () => {
          await joined.db.selectFrom('users').select('id').where('id', '=', id).execute();
          resolve();
          await Promise.all(waiting.map(async ({ promise }) => await promise));
          await rename(joined.db, id, 'last');
        }),
    ),
  );
  expect(await nameOf(id)).toBe('last');
});
