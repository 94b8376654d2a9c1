import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anAcceptedOrder, anAccount } from '../../../tests/support/rows.ts';
import { startServer } from '../../server.ts';
import { apiUnderTest } from '../../testing/api-under-test.ts';

const TOKEN = 'a-token-that-is-long-enough';
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

describe('GET /metrics', () => {
  test('tells how the books stand, and how long requests took, by route', async () => {
    const account = await anAccount(database.db);
    await anAcceptedOrder(database.db, account);
    const api = apiUnderTest({ db: database.db, deps: { metricsToken: TOKEN } });
    await api.call('GET', '/v1/orders/some-id', { key: 'unknown' });
    const text = await (await api.call('GET', '/metrics', { key: TOKEN })).text();
    await api.close();
    expect(text).toMatch(/^alphaflow_part_up\{part="postgres"\} 1$/m);
    expect(text).toMatch(/^alphaflow_orders_open 1$/m);
    expect(text).toMatch(/^alphaflow_latches\{code="DRIFT"\} 0$/m);
    expect(text).toMatch(/^alphaflow_outbox_waiting \d+$/m);
    expect(text).toMatch(
      /^alphaflow_http_request_seconds_count\{method="GET",route="[^"]+",status="401"\} 1$/m,
    );
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
  });

  test('with the database away it still answers, and says so', async () => {
    const api = apiUnderTest({
      deps: {
        metricsToken: TOKEN,
        probes: {
          postgres: () => Promise.reject(new Error('away')),
          temporal: () => Promise.resolve(),
          nats: () => Promise.resolve(),
        },
      },
    });
    const answer = await api.call('GET', '/metrics', { key: TOKEN });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^alphaflow_part_up\{part="postgres"\} 0$/m);
    await api.close();
  });

  test('is for the token alone, and without one for this machine alone, not for what a proxy passes on', async () => {
    const withToken = apiUnderTest({ deps: { metricsToken: TOKEN } });
    for (const key of [undefined, 'another-token-of-some-length'])
      expect((await withToken.call('GET', '/metrics', key === undefined ? {} : { key })).status).toBe(401);
    await withToken.close();
    const api = apiUnderTest({ temporal: { address: inject('temporalAddress'), namespace: 'default' } });
    const server = await startServer(api.app, { host: '127.0.0.1', port: 0 });
    const statusWith = async (headers: Record<string, string>) =>
      (await fetch(`${server.url}/metrics`, { headers })).status;
    expect(await statusWith({})).toBe(200);
    expect(await statusWith({ 'x-forwarded-for': '127.0.0.1' })).toBe(401);
    await server.close(100);
    await api.close();
  });
});
