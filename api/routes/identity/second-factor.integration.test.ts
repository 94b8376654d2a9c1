import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserRow } from '../../../db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anAccount } from '../../../tests/support/rows.ts';
import { nextTotpOf, totpOf } from '../../../tests/support/totp.ts';
import { backupCodes, me, signedIn, twoFactorSetup } from '../../contract/auth.ts';
import { problem } from '../../contract/problem.ts';
import { SESSION_COOKIE } from '../../identity/cookies.ts';
import { type ApiUnderTest, apiUnderTest } from '../../testing/api-under-test.ts';
import { type Browser, browserOf } from '../../testing/browser.ts';
import { aPerson, loggedIn, PASSWORD } from '../../testing/people.ts';

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

const codeOf = async (response: Response) => problem.parse(await response.json()).code;
const password = { body: { password: PASSWORD } };

/** Somebody whose second factor is on, in a browser where it was just shown. */
async function withSecondFactor() {
  const person = await aPerson(database.db);
  const browser = await loggedIn(api, person);
  const setup = await browser.call('POST', '/v1/auth/second-factor/setup', password);
  const { totpUri, backupCodes: codes } = twoFactorSetup.parse(await setup.json());
  const before = browser.cookies.get(SESSION_COOKIE);
  const code = totpOf(totpUri);
  const shown = await browser.call('POST', '/v1/auth/second-factor', { body: { code } });
  expect(shown.status).toBe(200);
  expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(before);
  return { person, browser, totpUri, codes, code };
}

async function firstStep(person: UserRow): Promise<Browser> {
  const browser = browserOf(api);
  const response = await browser.call('POST', '/v1/auth/login', {
    body: { email: person.email, password: PASSWORD },
  });
  expect(signedIn.parse(await response.json())).toEqual({ status: 'second-factor', user: null });
  expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  return browser;
}

const secondStep = async (browser: Browser, body: unknown) =>
  await browser.call('POST', '/v1/auth/login/second-factor', { body });
const old = async (person: UserRow) => {
  const secondFactorAt = new Date(Date.now() - 5 * 60_000 - 1_000);
  await database.db.updateTable('sessions').set({ secondFactorAt }).where('userId', '=', person.id).execute();
};

describe('a second factor', () => {
  test('is asked for at the next login, and a code counts once, for the first of twenty', async () => {
    const { person, totpUri, code: shown } = await withSecondFactor();
    const browsers = await Promise.all(Array.from({ length: 5 }, () => firstStep(person)));
    const used = await secondStep(await firstStep(person), { code: shown });
    expect(await codeOf(used)).toBe('INVALID_SECOND_FACTOR');
    const code = nextTotpOf(totpUri);
    const answers = await Promise.all(browsers.map((browser) => secondStep(browser, { code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(4);
    const winner = browsers[answers.findIndex(({ status }) => status === 200)];
    const answer = await winner?.call('GET', '/v1/auth/me');
    expect(me.parse(await answer?.json()).secondFactorAt).not.toBeNull();
  });

  test('may be a backup code, once; new ones make the old ones void', async () => {
    const { person, browser, codes } = await withSecondFactor();
    const [first = '', second = ''] = codes;
    expect((await secondStep(await firstStep(person), { backupCode: first })).status).toBe(200);
    expect((await secondStep(await firstStep(person), { backupCode: first })).status).toBe(401);
    const renewed = await browser.call('POST', '/v1/auth/second-factor/backup-codes', password);
    const [fresh = ''] = backupCodes.parse(await renewed.json()).backupCodes;
    expect((await secondStep(await firstStep(person), { backupCode: second })).status).toBe(401);
    expect((await secondStep(await firstStep(person), { backupCode: fresh })).status).toBe(200);
  });

  test('cannot be gone around: no step without the password, no session from the first step alone', async () => {
    const { person, totpUri } = await withSecondFactor();
    expect(await codeOf(await secondStep(browserOf(api), { code: nextTotpOf(totpUri) }))).toBe(
      'INVALID_CREDENTIALS',
    );
    const browser = await firstStep(person);
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(401);
    const pending = [...browser.cookies].find(([name]) => name.endsWith('alphaflow-login'))?.[1] ?? '';
    const headers = { cookie: `${SESSION_COOKIE}=${pending}` };
    expect((await api.call('GET', '/v1/auth/me', { headers })).status).toBe(401);
  });

  test('of guesses ten count, and then the right one is refused too', async () => {
    const { person, totpUri } = await withSecondFactor();
    for (let guess = 0; guess < 10; guess += 1) {
      const answer = await secondStep(await firstStep(person), { code: `00000${guess}` });
      expect(answer.status).toBe(401);
    }
    const answer = await secondStep(await firstStep(person), { code: nextTotpOf(totpUri) });
    expect(await codeOf(answer)).toBe('RATE_LIMITED');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('older than five minutes opens nothing that asks for it, until it is shown again', async () => {
    const { person, browser, totpUri } = await withSecondFactor();
    await anAccount(database.db, { userId: person.id });
    const resume = () => browser.call('PUT', '/v1/trading-state', { body: { tradingState: 'active' } });
    await browser.call('PUT', '/v1/trading-state', { body: { tradingState: 'reducing' } });
    await old(person);
    expect(await codeOf(await resume())).toBe('SECOND_FACTOR_REQUIRED');
    const removal = await browser.call('POST', '/v1/auth/second-factor/removal', password);
    expect(await codeOf(removal)).toBe('SECOND_FACTOR_REQUIRED');
    const stop = await browser.call('PUT', '/v1/trading-state', { body: { tradingState: 'reducing' } });
    expect(stop.status).toBe(200);
    const shown = await browser.call('POST', '/v1/auth/second-factor', {
      body: { code: nextTotpOf(totpUri) },
    });
    expect(shown.status).toBe(200);
    expect((await resume()).status).toBe(200);
  });

  test('goes by the password and a fresh code, and login is by password alone again', async () => {
    const { person, browser } = await withSecondFactor();
    const wrong = await browser.call('POST', '/v1/auth/second-factor/removal', {
      body: { password: 'not it' },
    });
    expect(await codeOf(wrong)).toBe('INVALID_CREDENTIALS');
    expect((await browser.call('POST', '/v1/auth/second-factor/removal', password)).status).toBe(200);
    const again = await browser.call('POST', '/v1/auth/second-factor/removal', password);
    expect(await codeOf(again)).toBe('SECOND_FACTOR_ABSENT');
    expect((await loggedIn(api, person)).cookies.has(SESSION_COOKIE)).toBe(true);
  });
});
