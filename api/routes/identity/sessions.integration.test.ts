import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditOfUser } from '../../../db/queries/audit/audit.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { me, sessionPage, signedIn } from '../../contract/auth.ts';
import { problem } from '../../contract/problem.ts';
import { SESSION_COOKIE } from '../../identity/cookies.ts';
import { sessionTokenHash } from '../../identity/session-token.ts';
import { signValue } from '../../identity/signed-value.ts';
import {
  type ApiUnderTest,
  apiUnderTest,
  TEST_ACCESS,
  TEST_IDENTITY_SECRET,
} from '../../testing/api-under-test.ts';
import { browserOf } from '../../testing/browser.ts';
import { aPerson, loggedIn, PASSWORD } from '../../testing/people.ts';

const IDLE_SECONDS = 3_600;

let database: TestDatabase;
let api: ApiUnderTest;

beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({
    db: database.db,
    deps: { access: { ...TEST_ACCESS, sessionIdleSeconds: IDLE_SECONDS } },
  });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const codeOf = async (response: Response) => problem.parse(await response.json()).code;
/** What the user's audit log says, after what was refused has been written too. */
const actionsOf = async (userId: string) => {
  await api.refusals.close();
  const { items } = await auditOfUser(database.db, userId, { limit: 20 });
  return items.map(({ action, result }) => `${action} ${result}`);
};

describe('a login', () => {
  test('gives a cookie that no script reads and no other site sends, and the cookie is the user', async () => {
    const person = await aPerson(database.db);
    const body = { email: person.email.toUpperCase(), password: PASSWORD };
    const response = await browserOf(api).call('POST', '/v1/auth/login', { body });
    expect(signedIn.parse(await response.json())).toMatchObject({
      status: 'signed-in',
      user: { id: person.id, email: person.email },
    });
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith(SESSION_COOKIE)) ?? '';
    for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Max-Age=43200']) {
      expect(cookie).toContain(attribute);
    }
    const browser = await loggedIn(api, person);
    const answer = me.parse(await (await browser.call('GET', '/v1/auth/me')).json());
    expect(answer).toMatchObject({ by: 'session', user: { id: person.id }, secondFactorAt: null });
    expect(answer.capabilities).toContain('users:write');
    expect(await actionsOf(person.id)).toEqual(['login.done done', 'login.done done']);
  });

  test('is refused in the same words for a wrong password, an unknown address and a user without one', async () => {
    const person = await aPerson(database.db);
    const answers = await Promise.all(
      [
        { email: person.email, password: 'not the right one' },
        { email: 'nobody@example.test', password: PASSWORD },
      ].map(async (body) => {
        const response = await api.call('POST', '/v1/auth/login', { body });
        const { requestId: _, ...said } = problem.parse(await response.json());
        return JSON.stringify([response.status, said, response.headers.getSetCookie()]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('INVALID_CREDENTIALS');
    expect(await actionsOf(person.id)).toEqual(['login.failed INVALID_CREDENTIALS']);
  });

  test('gives a new session every time, and ends the one that the caller had', async () => {
    const person = await aPerson(database.db);
    const browser = await loggedIn(api, person);
    const before = browser.cookies.get(SESSION_COOKIE) ?? '';
    await browser.call('POST', '/v1/auth/login', { body: { email: person.email, password: PASSWORD } });
    expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(before);
    const planted = await api.call('GET', '/v1/auth/me', {
      headers: { cookie: `${SESSION_COOKIE}=${before}` },
    });
    expect(planted.status).toBe(401);
  });
});

describe('a session', () => {
  test('is over after logout, whoever kept its cookie', async () => {
    const person = await aPerson(database.db);
    const browser = await loggedIn(api, person);
    const cookie = `${SESSION_COOKIE}=${browser.cookies.get(SESSION_COOKIE) ?? ''}`;
    expect((await browser.call('POST', '/v1/auth/logout')).status).toBe(204);
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
    expect((await api.call('GET', '/v1/auth/me', { headers: { cookie } })).status).toBe(401);
  });

  test.each([
    ['its absolute end has come', { expiresAt: new Date(Date.now() - 1_000) }],
    ['it was left alone', { lastUsedAt: new Date(Date.now() - IDLE_SECONDS * 1_000 - 5_000) }],
  ])('is over when %s', async (_why, change) => {
    const person = await aPerson(database.db);
    const browser = await loggedIn(api, person);
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(200);
    await database.db.updateTable('sessions').set(change).where('userId', '=', person.id).execute();
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(401);
    expect((await browser.call('POST', '/v1/auth/logout')).status).toBe(401);
  });

  test('opens nothing by what the database holds of it, not even signed with our own secret', async () => {
    const person = await aPerson(database.db);
    const browser = await loggedIn(api, person);
    const { tokenHash } = await database.db
      .selectFrom('sessions')
      .select('tokenHash')
      .where('userId', '=', person.id)
      .executeTakeFirstOrThrow();
    const open = async (value: string) => {
      const headers = { cookie: `${SESSION_COOKIE}=${encodeURIComponent(value)}` };
      return (await api.call('GET', '/v1/auth/me', { headers })).status;
    };
    const cookie = decodeURIComponent(browser.cookies.get(SESSION_COOKIE) ?? '');
    const [token = '', signature = ''] = cookie.split('.');
    expect(await open(cookie)).toBe(200);
    expect(sessionTokenHash(cookie, TEST_IDENTITY_SECRET)).toBe(tokenHash);
    for (const value of [tokenHash, token]) {
      for (const forged of [
        value,
        `${value}.`,
        `${value}.AAAA`,
        `${value}.${'A'.repeat(43)}=`,
        `.${value}`,
      ]) {
        expect(await open(forged)).toBe(401);
      }
    }
    expect(await open(`${tokenHash}.${signature}`)).toBe(401);
    expect(await open(signValue(tokenHash, TEST_IDENTITY_SECRET))).toBe(401);
  });

  test('is listed, and ended one by one or all at once, by its user alone', async () => {
    const person = await aPerson(database.db);
    const [phone, desk, old] = [
      await loggedIn(api, person),
      await loggedIn(api, person),
      await loggedIn(api, person),
    ];
    const stranger = await loggedIn(api, await aPerson(database.db));
    const { items } = sessionPage.parse(await (await phone.call('GET', '/v1/auth/sessions?limit=2')).json());
    expect(items).toHaveLength(2);
    const all = sessionPage.parse(await (await old.call('GET', '/v1/auth/sessions')).json()).items;
    expect(all.map(({ current }) => current)).toEqual([true, false, false]);
    const target = all.at(1)?.id ?? '';
    expect(await codeOf(await stranger.call('DELETE', `/v1/auth/sessions/${target}`))).toBe(
      'SESSION_NOT_FOUND',
    );
    expect((await phone.call('DELETE', `/v1/auth/sessions/${target}`)).status).toBe(204);
    expect((await desk.call('GET', '/v1/auth/me')).status).toBe(401);
    const ended = await phone.call('DELETE', '/v1/auth/sessions');
    expect(await ended.json()).toEqual({ ended: 2 });
    for (const browser of [phone, old]) expect((await browser.call('GET', '/v1/auth/me')).status).toBe(401);
    expect((await stranger.call('GET', '/v1/auth/me')).status).toBe(200);
  });

  test('writes nothing for a request unless its last use was a minute ago', async () => {
    const person = await aPerson(database.db);
    const browser = await loggedIn(api, person);
    const lastUse = async () =>
      await database.db
        .selectFrom('sessions')
        .select(['lastUsedAt', 'updatedAt'])
        .where('userId', '=', person.id)
        .executeTakeFirstOrThrow();
    const first = await lastUse();
    await browser.call('GET', '/v1/auth/me');
    expect(await lastUse()).toEqual(first);
    const earlier = new Date(Date.now() - 120_000);
    await database.db
      .updateTable('sessions')
      .set({ lastUsedAt: earlier })
      .where('userId', '=', person.id)
      .execute();
    await browser.call('GET', '/v1/auth/me');
    // Nobody waits for it.
    await eventually('the use is noted', async () => {
      const { lastUsedAt } = await lastUse();
      return lastUsedAt.getTime() > earlier.getTime() + 60_000 ? lastUsedAt : undefined;
    });
  });
});

describe('a changed password', () => {
  test('asks for the old one and for one that is not guessed, ends every session and gives a new one', async () => {
    const person = await aPerson(database.db);
    const [browser, other] = [await loggedIn(api, person), await loggedIn(api, person)];
    const change = (currentPassword: string, newPassword: string) =>
      browser.call('POST', '/v1/auth/password', { body: { currentPassword, newPassword } });
    expect(await codeOf(await change(PASSWORD, 'password1234'))).toBe('WEAK_PASSWORD');
    expect(await codeOf(await change('no, not this', 'nine blue herons'))).toBe('INVALID_CREDENTIALS');
    const before = browser.cookies.get(SESSION_COOKIE);
    expect((await change(PASSWORD, 'nine blue herons')).status).toBe(200);
    expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(before);
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(200);
    expect((await other.call('GET', '/v1/auth/me')).status).toBe(401);
    const old = await api.call('POST', '/v1/auth/login', {
      body: { email: person.email, password: PASSWORD },
    });
    expect(old.status).toBe(401);
  });
});

describe('a page of another origin', () => {
  const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

  test('changes nothing by a cookie, and opens no login', async () => {
    const person = await aPerson(database.db);
    const browser = await loggedIn(api, person);
    const logout = await browser.call('POST', '/v1/auth/logout', { headers: evil });
    expect(await codeOf(logout)).toBe('CROSS_ORIGIN');
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(200);
    const body = { email: person.email, password: PASSWORD };
    expect(await codeOf(await api.call('POST', '/v1/auth/login', { body, headers: evil }))).toBe(
      'CROSS_ORIGIN',
    );
    expect(await actionsOf(person.id)).toContain('request.refused CROSS_ORIGIN');
  });

  test('reads nothing, unless it is named', async () => {
    const named = 'https://console.example.com';
    const one = apiUnderTest({ db: database.db, deps: { access: { ...TEST_ACCESS, origins: [named] } } });
    const allowed = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      const response = await one.call('OPTIONS', '/v1/orders', { headers });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await allowed(named)).toBe(named);
    expect(await allowed('https://evil.example')).toBeNull();
    expect(await allowed('null')).toBeNull();
    const read = await one.call('GET', '/v1/orders', { headers: { origin: named } });
    expect(read.headers.get('access-control-allow-origin')).toBe(named);
    expect(read.headers.get('access-control-allow-credentials')).toBe('true');
    expect(read.headers.get('access-control-expose-headers')).toContain('RateLimit');
    expect(read.headers.get('vary')).toBe('Origin');
    const evil = await one.call('GET', '/v1/orders', { headers: { origin: 'https://evil.example' } });
    expect(evil.headers.get('access-control-allow-origin')).toBeNull();
    await one.close();
  });
});
