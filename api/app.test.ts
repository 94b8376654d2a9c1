import { afterAll, describe, expect, test } from 'vitest';
import { readiness } from './contract/health.ts';
import { problem as problemSchema } from './contract/problem.ts';
import { apiUnderTest } from './testing/api-under-test.ts';

const api = apiUnderTest();
afterAll(() => api.close());

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = problemSchema.parse(await response.json());
  expect(body.status).toBe(response.status);
  return body;
}

describe('the API without any part', () => {
  test('says that its process runs', async () => {
    const response = await api.call('GET', '/healthz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  test('answers 503 with a code when the database is away, and no word of the cause', async () => {
    const response = await api.call('GET', '/v1/orders', { key: 'any' });
    const body = await problemOf(response);
    expect(body).toMatchObject({ status: 503, code: 'POSTGRES_UNAVAILABLE' });
    expect(JSON.stringify(body)).not.toMatch(/ECONN|127\.0\.0\.1|nobody/);
  });

  test('answers an unknown address and a wrong method with problems', async () => {
    expect(await problemOf(await api.call('GET', '/nothing'))).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
    const wrongMethod = await api.call('POST', '/healthz');
    expect(await problemOf(wrongMethod)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(wrongMethod.headers.get('allow')).toBe('GET, HEAD');
  });

  test('gives every answer a request id and secure headers, and keeps a caller’s id', async () => {
    const response = await api.call('GET', '/nothing', { headers: { 'x-request-id': 'mine-1' } });
    expect(response.headers.get('x-request-id')).toBe('mine-1');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await problemOf(response)).requestId).toBe('mine-1');
    const other = await api.call('GET', '/nothing', { headers: { 'x-request-id': 'bad id\u007f' } });
    expect((await problemOf(other)).requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('readiness', () => {
  test('is 200 when every part answers', async () => {
    const response = await api.call('GET', '/readyz');
    expect(response.status).toBe(200);
    expect(readiness.parse(await response.json()).status).toBe('ready');
  });

  test.each(['postgres', 'temporal', 'nats'] as const)(
    'is 503 and names %s when it is down',
    async (part) => {
      const up = () => Promise.resolve();
      const down = () => Promise.reject(new Error('secret detail'));
      const probes = { postgres: up, temporal: up, nats: up, [part]: down };
      const one = apiUnderTest({ deps: { probes } });
      const response = await one.call('GET', '/readyz');
      await one.close();
      expect(response.status).toBe(503);
      const body = readiness.parse(await response.json());
      const states = Object.entries(body.parts).map(([name, { state }]) => [name, state]);
      expect(Object.fromEntries(states)).toEqual({
        postgres: 'up',
        temporal: 'up',
        nats: 'up',
        [part]: 'down',
      });
      expect(JSON.stringify(body)).not.toContain('secret detail');
    },
  );
});
