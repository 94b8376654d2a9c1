import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anAccount, anOwner } from '../../../tests/support/rows.ts';
import { portfolioHistory } from '../../contract/portfolio.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

const UNTIL = '2026-11-20T20:00:00.000Z';
const HOUR_MS = 3_600_000;
const hoursBefore = (hours: number) => new Date(Date.parse(UNTIL) - hours * HOUR_MS);

let database: TestDatabase;
let api: ApiUnderTest;
let key: string;
let accountId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
  const account = await anAccount(database.db);
  accountId = account.id;
  key = await aKeyOf(database.db, account.userId);
  const books = { accountId, cycleId: null, drift: 0, differences: '[]', adopted: 0, brokerCash: '50000' };
  for (const [hours, brokerEquity] of [
    [50, '100000'],
    [49.5, '100250.5'],
    [1.5, '99000.25'],
    [-1, '1'],
  ] as const) {
    const at = hoursBefore(hours);
    await database.db
      .insertInto('reconciliations')
      .values({ ...books, brokerEquity, brokerTime: at, at })
      .execute();
  }
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const read = (query: string, as = key) =>
  api.call('GET', `/v1/portfolio/history?until=${UNTIL}${query}`, { key: as });

test('each step has its last reconciliation, and one without any is left out', async () => {
  const { items } = portfolioHistory.parse(await (await read('&points=5')).json());
  expect(items).toEqual([
    { at: hoursBefore(49.5).toISOString(), equity: '100250.5', cash: '50000', profitLoss: '0', drift: 0 },
    {
      at: hoursBefore(1.5).toISOString(),
      equity: '99000.25',
      cash: '50000',
      profitLoss: '-1250.25',
      drift: 0,
    },
  ]);
});

test('a smaller step shows more of the same time', async () => {
  const { items } = portfolioHistory.parse(await (await read('&step=5Min&points=1000')).json());
  expect(items.map(({ equity }) => equity)).toEqual(['100000', '100250.5', '99000.25']);
});

test('somebody else’s account is not there, and a wrong step is refused', async () => {
  const stranger = await aKeyOf(database.db, (await anOwner(database.db)).id);
  expect((await read(`&accountId=${accountId}`, stranger)).status).toBe(404);
  expect((await read('&step=1Minute')).status).toBe(400);
  expect((await read('&points=1001')).status).toBe(400);
});
