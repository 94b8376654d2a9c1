import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { eventually } from '../tests/support/eventually.ts';
import { createDatabase } from './client.ts';
import { createDatabaseWatch } from './database-watch.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

function watched(slowMs: number) {
  const lines: string[] = [];
  const logger = createLogger({ name: 'test', level: 'warn' }, { write: (line) => void lines.push(line) });
  const watch = createDatabaseWatch({ logger, slowMs });
  const db = createDatabase({ url: database.url, poolMax: 2, watch });
  return { db, watch, slow: () => lines.filter((line) => line.includes('a slow query')) };
}

describe('the watch over the database', () => {
  test('hears of every statement by its name, with its time', async () => {
    const { db, watch } = watched(60_000);
    const heard: (readonly [string, number])[] = [];
    watch.listen((label, ms) => void heard.push([label, ms]));
    await db.selectFrom('users').selectAll().where('email', '=', 'x').execute();
    await expect(sql`select 1 / ${0}::int`.execute(db)).rejects.toThrow('division');
    await db.destroy();
    expect(heard.map(([label]) => label)).toEqual([
      expect.stringMatching(/^select users /),
      expect.stringMatching(/^select /),
    ]);
    expect(heard.every(([, ms]) => ms > 0)).toBe(true);
  });

  test('logs what is slow with its plan, without a value of it, once a minute', async () => {
    const { db, slow } = watched(0);
    for (const email of ['secret-one', 'secret-two']) {
      await db.selectFrom('users').selectAll().where('email', '=', email).execute();
    }
    const line = await eventually('the line', () => slow()[0]);
    await db.destroy();
    expect(slow()).toHaveLength(1);
    expect(line).toContain('Scan on users');
    expect(line).not.toContain('secret');
  });

  test('counts connections and who waits for one', async () => {
    const { db, watch } = watched(60_000);
    expect(watch.pool()).toEqual({ max: 2, size: 0, idle: 0, waiting: 0 });
    const sleeping = Array.from({ length: 3 }, () => sql`select pg_sleep(0.2)`.execute(db));
    await eventually('one that waits', () => (watch.pool().waiting === 1 ? true : undefined));
    expect(watch.pool()).toMatchObject({ size: 2, idle: 0 });
    await Promise.all(sleeping);
    expect(watch.pool()).toMatchObject({ size: 2, idle: 2, waiting: 0 });
    await db.destroy();
  });
});
