import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anAccount } from '../../../tests/support/rows.ts';
import { apiKeyPage, newApiKey } from '../../contract/api-keys.ts';
import { me } from '../../contract/auth.ts';
import { problem } from '../../contract/problem.ts';
import { type ApiUnderTest, apiUnderTest } from '../../testing/api-under-test.ts';
import type { Browser } from '../../testing/browser.ts';
import { aPerson, loggedIn } from '../../testing/people.ts';

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
const make = async (browser: Browser, scopes: readonly string[], more: object = {}) =>
  await browser.call('POST', '/v1/auth/api-keys', { body: { name: 'script', scopes, ...more } });

describe('an API key', () => {
  test('is shown once, kept as a hash, and does what its scopes say', async () => {
    const person = await aPerson(database.db);
    await anAccount(database.db, { userId: person.id });
    const browser = await loggedIn(api, person);
    const made = newApiKey.parse(await (await make(browser, ['read', 'trading:stop'])).json());
    expect(made.key).toMatch(/^af_[A-Za-z0-9_-]{43}$/);
    const listed = await (await browser.call('GET', '/v1/auth/api-keys')).text();
    expect(listed).not.toContain(made.key);
    expect(apiKeyPage.parse(JSON.parse(listed)).items.map(({ id }) => id)).toEqual([made.id]);
    const rows = JSON.stringify(await database.db.selectFrom('apiKeys').selectAll().execute());
    expect(rows).not.toContain(made.key.slice(3));

    const { key } = made;
    const state = (tradingState: string) =>
      api.call('PUT', '/v1/trading-state', { key, body: { tradingState } });
    expect((await api.call('GET', '/v1/account', { key })).status).toBe(200);
    expect((await state('reducing')).status).toBe(200);
    expect(await codeOf(await state('active'))).toBe('SCOPE_MISSING');
    expect(await codeOf(await api.call('GET', '/v1/audit', { key }))).toBe('SCOPE_MISSING');
    const answer = me.parse(await (await api.call('GET', '/v1/auth/me', { key })).json());
    expect(answer).toMatchObject({ by: 'key', capabilities: ['read', 'trading:stop'] });
  });

  test('makes no keys, touches no second factor and reaches no sessions', async () => {
    const browser = await loggedIn(api, await aPerson(database.db));
    const { key } = newApiKey.parse(await (await make(browser, ['read', 'trade'])).json());
    for (const [method, path] of [
      ['POST', '/v1/auth/api-keys'],
      ['GET', '/v1/auth/api-keys'],
      ['POST', '/v1/auth/second-factor/removal'],
      ['POST', '/v1/auth/second-factor/setup'],
      ['POST', '/v1/auth/password'],
      ['GET', '/v1/auth/sessions'],
    ] as const) {
      expect(await codeOf(await api.call(method, path, { key }))).toBe('SESSION_REQUIRED');
    }
  });

  test('is never given more than its user may do, nor an unknown scope', async () => {
    const browser = await loggedIn(api, await aPerson(database.db, 'viewer'));
    expect(await codeOf(await make(browser, ['read', 'trade']))).toBe('SCOPE_BEYOND_ROLE');
    expect(await codeOf(await make(browser, ['keys:write']))).toBe('INVALID_REQUEST');
    expect(await codeOf(await make(browser, []))).toBe('INVALID_REQUEST');
  });

  test('is rotated with an overlap, once, and revoked at once', async () => {
    const browser = await loggedIn(api, await aPerson(database.db));
    const old = newApiKey.parse(await (await make(browser, ['read'], { expiresInDays: 9 })).json());
    const rotate = (id: string, body: object) =>
      browser.call('POST', `/v1/auth/api-keys/${id}/rotation`, { body });
    const fresh = newApiKey.parse(await (await rotate(old.id, { overlapMinutes: 5 })).json());
    expect(fresh).toMatchObject({ name: 'script', scopes: ['read'], expiresAt: old.expiresAt });
    const works = async ({ key }: { readonly key: string }) =>
      (await api.call('GET', '/v1/accounts', { key })).status === 200;
    expect([await works(old), await works(fresh)]).toEqual([true, true]);
    expect(await codeOf(await rotate(old.id, {}))).toBe('API_KEY_OVER');
    const past = new Date(Date.now() - 1);
    await database.db.updateTable('apiKeys').set({ expiresAt: past }).where('id', '=', old.id).execute();
    expect([await works(old), await works(fresh)]).toEqual([false, true]);
    const stranger = await loggedIn(api, await aPerson(database.db));
    expect(await codeOf(await stranger.call('DELETE', `/v1/auth/api-keys/${fresh.id}`))).toBe(
      'API_KEY_NOT_FOUND',
    );
    expect((await browser.call('DELETE', `/v1/auth/api-keys/${fresh.id}`)).status).toBe(204);
    expect(await works(fresh)).toBe(false);
  });
});
