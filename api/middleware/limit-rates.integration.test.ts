import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { anOwner } from '../../tests/support/rows.ts';
import { aKeyOf, apiUnderTest, TEST_ACCESS } from '../testing/api-under-test.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('requests a minute', () => {
  test('of one user are counted over processes and addresses, and told in every answer', async () => {
    const access = { ...TEST_ACCESS, userRequestsPerMinute: 10 };
    const processes = [1, 2].map(() => apiUnderTest({ db: database.db, deps: { access } }));
    const key = await aKeyOf(database.db, (await anOwner(database.db)).id);
    const answers: Response[] = [];
    for (let n = 0; n < 12; n += 1) {
      const api = processes[n % 2];
      if (api !== undefined)
        answers.push(await api.call('GET', '/v1/accounts', { key, address: `10.0.0.${n}` }));
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"user";q=10;w=60');
    expect(answers[0]?.headers.get('ratelimit')).toMatch(/^"user";r=9;t=\d+$/);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    await Promise.all(processes.map((api) => api.close()));
  });

  test('of one address are counted for whoever they are, and no other address is held up', async () => {
    const access = { ...TEST_ACCESS, addressRequestsPerMinute: 5 };
    const api = apiUnderTest({ db: database.db, deps: { access } });
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      const headers = { 'x-forwarded-for': `10.1.0.${n}` };
      statuses.push((await api.call('GET', '/v1/accounts', { address: '203.0.113.4', headers })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await api.call('GET', '/v1/accounts', { address: '203.0.113.5' })).status).toBe(401);
    await api.close();
  });

  test('of payloads to decrypt count like every other, of the user and of the address', async () => {
    const access = { ...TEST_ACCESS, userRequestsPerMinute: 4, addressRequestsPerMinute: 6 };
    const api = apiUnderTest({ db: database.db, deps: { access } });
    const key = await aKeyOf(database.db, (await anOwner(database.db)).id);
    const decode = async (address: string, by: object) =>
      await api.call('POST', '/codec/decode', { body: { payloads: [] }, address, ...by });
    const own: Response[] = [];
    for (let n = 0; n < 2; n += 1) {
      own.push(await api.call('GET', '/v1/accounts', { key, address: `10.2.0.${n}` }));
    }
    for (let n = 2; n < 6; n += 1) own.push(await decode(`10.2.0.${n}`, { key }));
    expect(own.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    expect(own[2]?.headers.get('ratelimit')).toMatch(/^"user";r=1;t=\d+$/);
    expect(own[2]?.headers.get('ratelimit-policy')).toBe('"user";q=4;w=60');
    expect(Number(own.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    const strangers: number[] = [];
    for (let n = 0; n < 8; n += 1) strangers.push((await decode('203.0.113.9', {})).status);
    expect(strangers).toEqual([401, 401, 401, 401, 401, 401, 429, 429]);
    await api.close();
  });
});
