import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { anOwner } from '../tests/support/rows.ts';
import { BURST, createRefusalLog, type Refused, WRITTEN_MAX } from './refusal-log.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  await database.db.deleteFrom('outbox').execute();
});

const logger = createLogger({ name: 'test', level: 'silent' });
const refusedAt = (address: string, userId: string | null = null): Refused => ({
  userId,
  actor: userId === null ? 'nobody' : 'somebody',
  action: userId === null ? 'request.unauthenticated' : 'request.refused',
  target: 'GET /v1/orders',
  result: 'UNAUTHENTICATED',
  requestId: 'r',
  credential: null,
  address,
});
const entriesOf = (address: string) =>
  database.db.selectFrom('audit').selectAll().where('address', '=', address).orderBy('id').execute();
const bursts = () => database.db.selectFrom('outbox').selectAll().orderBy('id').execute();

describe('refusals', () => {
  test('spread over two processes are one burst, told once', async () => {
    await anOwner(database.db);
    const owners = await database.db.selectFrom('users').select('id').where('role', '=', 'owner').execute();
    const logs = [0, 1].map(() => createRefusalLog({ db: database.db, logger }));
    for (let n = 0; n < BURST; n += 1) logs[n % 2]?.note(refusedAt('192.0.2.20'));
    await Promise.all(logs.map((log) => log.close()));
    expect(await bursts()).toHaveLength(owners.length);
    const third = createRefusalLog({ db: database.db, logger });
    for (let n = 0; n < BURST; n += 1) third.note(refusedAt('192.0.2.20'));
    await third.close();
    expect(await bursts()).toHaveLength(owners.length);
  });

  test('are written one by one, and no burst is made of a few', async () => {
    const log = createRefusalLog({ db: database.db, logger });
    for (let n = 0; n < BURST - 1; n += 1) log.note(refusedAt('192.0.2.1'));
    await log.close();
    expect(await entriesOf('192.0.2.1')).toHaveLength(BURST - 1);
    expect(await bursts()).toEqual([]);
  });

  test('of nobody in a burst tell each owner once, and a flood is one more entry with its count', async () => {
    const owner = await anOwner(database.db);
    const log = createRefusalLog({ db: database.db, logger });
    for (let n = 0; n < 1_000; n += 1) log.note(refusedAt('192.0.2.2'));
    await log.close();
    const entries = await entriesOf('192.0.2.2');
    expect(entries).toHaveLength(WRITTEN_MAX + 1);
    expect(entries.at(-1)?.data).toEqual({ more: 1_000 - WRITTEN_MAX });
    const told = (await bursts()).filter(({ userId }) => userId === owner.id);
    expect(told).toMatchObject([
      {
        subject: `alphaflow.${owner.id}.audit.burst`,
        payload: { address: '192.0.2.2', refusals: BURST, withinSeconds: 60, code: 'UNAUTHENTICATED' },
      },
    ]);
  });

  test('of a user tell that user alone, again in the next minute', async () => {
    const [user] = [await anOwner(database.db), await anOwner(database.db)];
    let nowMs = 0;
    const log = createRefusalLog({ db: database.db, logger, nowMs: () => nowMs });
    for (const minute of [0, 1]) {
      nowMs = minute * 60_000;
      for (let n = 0; n < BURST + 5; n += 1) log.note(refusedAt('192.0.2.3', user.id));
    }
    await log.close();
    expect((await bursts()).map(({ userId }) => userId)).toEqual([user.id, user.id]);
  });
});
