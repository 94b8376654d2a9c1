import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserRow } from '../../../db/schema.ts';
import { openSessionOf } from '../../../tests/authorization/open-session-of.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { nextTotpOf, totpOf } from '../../../tests/support/totp.ts';
import { twoFactorSetup } from '../../contract/auth.ts';
import { SESSION_COOKIE } from '../../identity/cookies.ts';
import { createLoginLimits } from '../../limits/login-limits.ts';
import { type ApiUnderTest, apiUnderTest } from '../../testing/api-under-test.ts';
import { type Browser, browserOf } from '../../testing/browser.ts';
import { aPerson, loggedIn, PASSWORD } from '../../testing/people.ts';
import { type RunningPage, runPage } from '../../testing/run-page.ts';

const uiOrigin = 'http://127.0.0.1:8233';
const keys = [{ name: 'k1', bytes: Buffer.alloc(32, 1) }];

let database: TestDatabase;
let api: ApiUnderTest;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db, deps: { codec: { keys, uiOrigin } } });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

/** The page with a session of the person's. */
async function pageOf({ id }: Pick<UserRow, 'id'>, changes?: Parameters<typeof openSessionOf>[2]) {
  const { cookie } = await openSessionOf(database.db, id, changes);
  return await (await api.call('GET', '/login', { headers: { cookie } })).text();
}
const hashOf = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the login page', () => {
  test('lets in its own style and script by their hashes, and what this API answers', async () => {
    const response = await api.call('GET', '/login');
    expect(response.status).toBe(200);
    const page = await response.text();
    const [, style] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
    const [, script] = /<script>([\s\S]*)<\/script>/.exec(page) ?? [];
    expect(response.headers.get('content-security-policy')?.split('; ').toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
    ]);
    expect(page).not.toMatch(/ (on[a-z]+|style|src)=/);
    expect(page.match(/<(script|style)\b/g)).toEqual(['<style', '<script']);
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });

  test('says who is logged in, and sends owners alone on to where payloads are read', async () => {
    const owner = await aPerson(database.db);
    const page = await pageOf(owner);
    expect(page).toContain(`<strong>${owner.email}</strong> (owner)`);
    expect(page).toContain(`href="${uiOrigin}"`);
    expect(page).not.toContain('id="login"');
    expect(await pageOf(await aPerson(database.db, 'trader'))).not.toContain(uiOrigin);
  });

  test('writes an address as text, whatever it is', async () => {
    const person = await aPerson(database.db);
    const email = `<script>${person.id}</script>@example.test`;
    await database.db.updateTable('users').set({ email }).where('id', '=', person.id).execute();
    expect(await pageOf(person)).toContain(`<strong>&lt;script&gt;${person.id}&lt;/script&gt;@example.test`);
  });

  test('takes a session that is over, and one of somebody who was disabled, for nobody’s', async () => {
    const person = await aPerson(database.db);
    const disabled = await aPerson(database.db);
    await database.db
      .updateTable('users')
      .set({ disabledAt: new Date() })
      .where('id', '=', disabled.id)
      .execute();
    const over = { expiresAt: new Date(Date.now() - 1) };
    for (const page of [await pageOf(person, over), await pageOf(disabled)]) {
      expect(page).toContain('id="login"');
      expect(page).not.toContain('@example.test');
    }
  });

  test('says without JavaScript that it needs it, and sends a password nowhere', async () => {
    const page = await (await api.call('GET', '/login')).text();
    expect(page).toMatch(/<noscript>.*works with JavaScript alone/);
    expect(page).toMatch(/<form id="login" method="post" hidden>/);
  });
});

describe('the script of the login page', () => {
  const type = (page: RunningPage, typed: Readonly<Record<string, string>>) => {
    for (const [id, text] of Object.entries(typed)) page.element(id).value = text;
  };
  const said = (page: RunningPage) => page.element('said').textContent;

  test('logs in and out', async () => {
    const person = await aPerson(database.db);
    const browser = browserOf(api);
    const page = await runPage(browser, '/login');
    expect([page.element('login').hidden, page.focused()]).toEqual([false, 'email']);
    type(page, { email: ` ${person.email} `, password: PASSWORD });
    await page.act('submit', 'login');
    expect([said(page), page.wentTo()]).toEqual(['', '/login']);
    const after = await runPage(browser, '/login');
    expect(after.element('logout').hidden).toBe(false);
    expect(after.element('endpoint').textContent).toBe('https://alphaflow.example/codec');
    await after.act('submit', 'logout');
    expect(after.wentTo()).toBe('/login');
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  });

  test('takes a session that has ended meanwhile for logged out', async () => {
    const person = await aPerson(database.db);
    const browser = await loggedIn(api, person);
    const page = await runPage(browser, '/login');
    await database.db.deleteFrom('sessions').where('userId', '=', person.id).execute();
    await page.act('submit', 'logout');
    expect(page.wentTo()).toBe('/login');
  });

  test('says a refusal in the API’s words and keeps what was typed, until the limit and its wait', async () => {
    const person = await aPerson(database.db);
    const address = '192.0.2.7';
    const page = await runPage(browserOf(api, address), '/login');
    const typed = { email: person.email, password: 'not that one' };
    type(page, typed);
    await page.act('submit', 'login');
    expect(said(page)).toBe('The e-mail address or the password is not right.');
    expect([page.element('email').value, page.element('password').value]).toEqual(Object.values(typed));
    expect(page.element('wait').textContent).toBe('');
    const admit = createLoginLimits(database.db);
    for (let guess = 1; guess < 10; guess += 1) {
      expect(await admit({ email: person.email, address, device: undefined })).toMatchObject({
        allowed: true,
      });
    }
    await page.act('submit', 'login');
    expect(said(page)).toMatch(/^Come back in \d+ s\.$/);
    expect(page.element('wait').textContent).toMatch(/^1[45]:\d\d left$/);
    expect(page.wentTo()).toBeUndefined();
  });

  test('asks for a code when the API does, takes a backup code, and begins anew when that login is over', async () => {
    const person = await aPerson(database.db);
    const setUp = await loggedIn(api, person);
    const setup = await setUp.call('POST', '/v1/auth/second-factor/setup', { body: { password: PASSWORD } });
    const { totpUri, backupCodes } = twoFactorSetup.parse(await setup.json());
    await setUp.call('POST', '/v1/auth/second-factor', { body: { code: totpOf(totpUri) } });

    const page = await runPage(browserOf(api), '/login');
    expect(page.element('second-step')).toMatchObject({ hidden: true, disabled: true });
    type(page, { email: person.email, password: PASSWORD });
    await page.act('submit', 'login');
    expect([page.element('second-step').hidden, page.focused()]).toEqual([false, 'code']);
    type(page, { code: '000000' });
    await page.act('submit', 'login');
    expect(said(page)).toBe('The code is not right; each counts once.');
    expect(page.element('second-step')).toMatchObject({ hidden: false, disabled: false });
    type(page, { code: nextTotpOf(totpUri).replace(/^.../, '$& ') });
    await page.act('submit', 'login');
    expect(page.wentTo()).toBe('/login');

    const slow = await runPage(browserOf(api), '/login');
    type(slow, { email: person.email, password: PASSWORD, code: backupCodes[0] ?? '' });
    await slow.act('submit', 'login');
    await database.db.deleteFrom('verifications').where('value', '=', person.id).execute();
    await slow.act('submit', 'login');
    expect(said(slow)).toMatch(/^No login waits for a code/);
    expect([slow.element('first-step').disabled, slow.element('password').value]).toEqual([false, PASSWORD]);
    expect(slow.element('second-step')).toMatchObject({ hidden: true, disabled: true });
    await slow.act('submit', 'login');
    await slow.act('submit', 'login');
    expect(slow.wentTo()).toBe('/login');
  });

  test('says so when nobody answers, and where a browser would keep no session', async () => {
    const person = await aPerson(database.db);
    const nobody: Browser = {
      cookies: new Map(),
      call: async (method, path, call) =>
        method === 'GET' ? await api.call(method, path, call) : await Promise.reject(new TypeError('fetch')),
    };
    const page = await runPage(nobody, '/login');
    type(page, { email: person.email, password: PASSWORD });
    await page.act('submit', 'login');
    expect(said(page)).toBe('The API does not answer. Try again.');
    const plain = await runPage(browserOf(api), '/login', { isSecure: false });
    expect(plain.element('login').hidden).toBe(true);
    expect(said(plain)).toMatch(/https/);
  });
});
