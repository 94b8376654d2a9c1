import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROUTE_CAPABILITIES } from '../../../domain/identity/capabilities.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anAccount } from '../../../tests/support/rows.ts';
import { account, tradingState, tradingStateSet } from '../../contract/accounts.ts';
import { positionPage } from '../../contract/positions.ts';
import { problem } from '../../contract/problem.ts';
import { accountRiskLimits } from '../../contract/risk-limits.ts';
import { tradePage } from '../../contract/trades.ts';
import { routeName } from '../../middleware/authorize.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let database: TestDatabase;
let api: ApiUnderTest;
let userId: string;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
  userId = (await anAccount(database.db, { cash: '5000' })).userId;
  key = await aKeyOf(database.db, userId);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('authentication', () => {
  test('every route under /v1 is closed without a key, and says so alike', async () => {
    const routes = api.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/'))
      .filter((route) => ROUTE_CAPABILITIES[routeName(route)] !== 'public');
    expect(routes.length).toBeGreaterThan(20);
    for (const { method, path } of routes) {
      const response = await api.call(method, path.replaceAll(/:\w+/g, 'AAPL'));
      expect(response.status, `${method} ${path}`).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('a missing, malformed, unknown and expired key are answered with the same words', async () => {
    const expired = await aKeyOf(database.db, userId, new Date(Date.now() - 1_000));
    const tries = [
      {},
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: `Basic ${key}` },
      { authorization: 'Bearer unknown' },
      { authorization: `Bearer ${expired}` },
      { authorization: `Bearer ${key} ${key}` },
    ];
    const answers = await Promise.all(
      tries.map(async (headers) => {
        const response = await api.call('GET', '/v1/accounts', { headers });
        const { requestId: _, ...body } = problem.parse(await response.json());
        return JSON.stringify(body);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('UNAUTHENTICATED');
  });

  test('a valid key opens what belongs to its user', async () => {
    const response = await api.call('GET', '/v1/account', { key });
    expect(account.parse(await response.json())).toMatchObject({
      cash: '5000',
      tradingState: 'active',
      lastReconciledAt: null,
      drift: null,
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('risk settings', () => {
  test('a trading state is set and told', async () => {
    const put = await api.call('PUT', '/v1/trading-state', { key, body: { tradingState: 'halted' } });
    expect(tradingStateSet.parse(await put.json()).tradingState).toBe('halted');
    const get = await api.call('GET', '/v1/trading-state', { key });
    expect(tradingState.parse(await get.json()).tradingState).toBe('halted');
  });

  test('limits are set whole and told', async () => {
    const before = accountRiskLimits.parse(await (await api.call('GET', '/v1/risk/limits', { key })).json());
    const limits = { ...before.limits, orderNotionalMax: '100.5' };
    const put = await api.call('PUT', '/v1/risk/limits', { key, body: limits });
    expect(put.status).toBe(200);
    const after = accountRiskLimits.parse(await (await api.call('GET', '/v1/risk/limits', { key })).json());
    expect(after.limits).toEqual(limits);
  });
});

describe('a portfolio without trades', () => {
  test('has no positions and no trades', async () => {
    const positions = positionPage.parse(await (await api.call('GET', '/v1/positions', { key })).json());
    const trades = tradePage.parse(await (await api.call('GET', '/v1/trades?symbol=AAPL', { key })).json());
    expect([positions.items, trades.items]).toEqual([[], []]);
    const missing = await api.call('GET', '/v1/positions/AAPL', { key });
    expect(problem.parse(await missing.json()).code).toBe('POSITION_NOT_FOUND');
  });
});
