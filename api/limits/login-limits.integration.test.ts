import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { type ApiUnderTest, apiUnderTest } from '../testing/api-under-test.ts';
import { browserOf } from '../testing/browser.ts';
import { aPerson, loggedIn, PASSWORD } from '../testing/people.ts';
import { createLoginLimits } from './login-limits.ts';

const GUESSES = 1_000;

let database: TestDatabase;
let api: ApiUnderTest;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

/** How many of a thousand attempts are let through to the password itself. */
async function admittedOf(attempt: (n: number) => { readonly email: string; readonly address: string }) {
  const admit = createLoginLimits(database.db);
  let admitted = 0;
  for (let n = 0; n < GUESSES; n += 1) {
    if ((await admit({ ...attempt(n), device: undefined })).allowed) admitted += 1;
  }
  return admitted;
}

describe('of a thousand guesses', () => {
  test('at one account from one address ten are looked at, and its owner gets in from another', async () => {
    const person = await aPerson(database.db);
    const guesser = { email: person.email, address: '203.0.113.66' };
    expect(await admittedOf(() => guesser)).toBe(10);
    const body = { email: person.email, password: PASSWORD };
    const there = await browserOf(api, guesser.address).call('POST', '/v1/auth/login', { body });
    expect(there.status).toBe(429);
    expect(Number(there.headers.get('retry-after'))).toBeGreaterThan(0);
    await loggedIn(api, person, '198.51.100.1');
  });

  test('from one address at many accounts a hundred are looked at', async () => {
    expect(await admittedOf((n) => ({ email: `user${n}@example.test`, address: '203.0.113.67' }))).toBe(100);
  });

  test('at one account from everywhere a hundred are looked at, and its owner gets in where they have before', async () => {
    const person = await aPerson(database.db);
    const known = await loggedIn(api, person, '198.51.100.2');
    expect(await admittedOf((n) => ({ email: person.email, address: `10.7.${n >> 8}.${n % 256}` }))).toBe(
      100,
    );
    const body = { email: person.email, password: PASSWORD };
    const stranger = await browserOf(api, '198.51.100.3').call('POST', '/v1/auth/login', { body });
    expect(stranger.status).toBe(429);
    expect((await known.call('POST', '/v1/auth/login', { body, address: '203.0.113.99' })).status).toBe(200);
  });

  test('the header X-Forwarded-For of a stranger changes nothing', async () => {
    const person = await aPerson(database.db);
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const response = await api.call('POST', '/v1/auth/login', {
        body: { email: person.email, password: 'not the right one' },
        headers: { 'x-forwarded-for': `10.9.0.${n}` },
        address: '203.0.113.68',
      });
      statuses.push(response.status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  });
});
