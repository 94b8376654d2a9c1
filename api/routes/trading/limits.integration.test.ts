import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrokerAccountRow } from '../../../db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anAccount, aStrategy } from '../../../tests/support/rows.ts';
import { accountRiskLimits } from '../../contract/risk-limits.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let database: TestDatabase;
let api: ApiUnderTest;
let account: BrokerAccountRow;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
  account = await anAccount(database.db);
  key = await aKeyOf(database.db, account.userId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

describe('the limits of an account', () => {
  test('may be set without those that later releases added, which stay', async () => {
    const limits = {
      orderNotionalMax: '100',
      positionShareOfEquityMax: '0.5',
      ordersPerMinuteMax: 3,
      ordersPerDayMax: 4,
      openOrdersMax: 5,
      quoteAgeMsMax: 6,
      shortingAllowed: true,
    };
    const set = { ...limits, dailyLossShareMax: '0.03', orderShareOfDailyVolumeMax: null };
    await api.call('PUT', '/v1/risk/limits', { key, body: set });
    const response = await api.call('PUT', '/v1/risk/limits', { key, body: limits });
    expect(accountRiskLimits.parse(await response.json()).limits).toMatchObject(set);
  });

  test('that were stored before a limit existed have it as an account begins', async () => {
    await database.db
      .updateTable('brokerAccounts')
      .set({ riskLimits: JSON.stringify({ orderNotionalMax: '7' }) })
      .where('id', '=', account.id)
      .execute();
    const response = await api.call('GET', '/v1/risk/limits', { key });
    expect(accountRiskLimits.parse(await response.json()).limits).toMatchObject({
      orderNotionalMax: '7',
      drawdownShareMax: '0.2',
    });
  });
});

describe('the limits of a strategy', () => {
  test('may be tighter than its account’s and never looser', async () => {
    const strategy = await aStrategy(database.db, account);
    const path = `/v1/strategies/${strategy.id}/risk-limits`;
    expect(await (await api.call('GET', path, { key })).json()).toEqual({});
    const tight = { ordersPerDayMax: 2, orderQtyMax: '5' };
    expect((await api.call('PUT', path, { key, body: tight })).status).toBe(200);
    const loose = await api.call('PUT', path, { key, body: { ordersPerDayMax: 501 } });
    expect(loose.status).toBe(422);
    expect(await loose.json()).toMatchObject({ code: 'STRATEGY_LIMITS_LOOSER' });
    expect(await (await api.call('GET', path, { key })).json()).toEqual(tight);
  });

  test('are nobody else’s', async () => {
    const strategy = await aStrategy(database.db, account);
    const stranger = await aKeyOf(database.db, (await anAccount(database.db)).userId);
    const path = `/v1/strategies/${strategy.id}/risk-limits`;
    expect((await api.call('GET', path, { key: stranger })).status).toBe(404);
    const latches = await api.call('GET', `/v1/risk/latches?accountId=${account.id}`, { key: stranger });
    expect(latches.status).toBe(404);
  });
});
