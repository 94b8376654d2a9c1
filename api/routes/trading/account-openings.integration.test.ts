import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBrokerAccount } from '../../../db/queries/accounts/broker-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { accountPage, accountSummary } from '../../contract/accounts.ts';
import { problem } from '../../contract/problem.ts';
import { storedKeyList } from '../../contract/stored-keys.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';
import type { Browser } from '../../testing/browser.ts';
import { aPerson, loggedIn } from '../../testing/people.ts';

const paper = {
  masterKeys: [{ name: 'test', bytes: randomBytes(32) }],
  services: [],
  mode: 'paper',
  liveTradingConfirmed: false,
  environmentsKeyId: 'PKENVIRONMENT',
} as const;
const live = {
  ...paper,
  mode: 'live',
  liveTradingConfirmed: true,
  environmentsKeyId: 'AKENVIRONMENT',
} as const;

let database: TestDatabase;
let sandbox: ApiUnderTest;
let onPaper: ApiUnderTest;
let trader: Browser;
let traderId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = apiUnderTest({ db: database.db });
  onPaper = apiUnderTest({ db: database.db, deps: { storedKeys: paper } });
  const person = await aPerson(database.db, 'trader');
  traderId = person.id;
  trader = await loggedIn(onPaper, person);
});
afterAll(async () => {
  await onPaper.close();
  await sandbox.close();
  await database.drop();
});

const anyName = () => `account ${randomUUID()}`;
const aSecret = () => randomBytes(20).toString('hex');
const wish = (keyId: string) => ({ mode: 'paper', name: anyName(), keyId, secret: aSecret() });
const open = (body: object, by = trader, headers: Readonly<Record<string, string>> = {}) =>
  by.call('POST', '/v1/accounts', { body, headers });
const codeOf = async (response: Response) => problem.parse(await response.json()).code;
const rowOf = async (id: string) =>
  await database.db.selectFrom('brokerAccounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const auditOf = async (target: string) =>
  await database.db
    .selectFrom('audit')
    .select(['userId', 'action', 'data'])
    .where('target', '=', target)
    .execute();

describe('an account', () => {
  test('is opened with its key, which nobody reads back, in one transaction with its audit entry', async () => {
    const asked = { ...wish('PKFIRST0001'), name: 'Ada’s' };
    const response = await open(asked);
    expect(response.status).toBe(201);
    const made = accountSummary.parse(await response.json());
    expect(made).toMatchObject({ name: 'Ada’s', mode: 'paper', state: 'adopting' });
    expect(response.headers.get('location')).toBe(`/v1/account?accountId=${made.id}`);
    expect(await rowOf(made.id)).toMatchObject({ userId: traderId, keyRef: 'PKFIRST0001', cash: null });
    expect(await auditOf(`account:${made.id}`)).toEqual([
      { userId: traderId, action: 'account.opened', data: { name: 'Ada’s', mode: 'paper' } },
    ]);
    const events = database.db.selectFrom('outbox').select('payload').where('userId', '=', traderId);
    expect(await events.where('subject', 'like', '%.account.opened').execute()).toEqual([
      { payload: { accountId: made.id, name: 'Ada’s', mode: 'paper' } },
    ]);
    const listed = await trader.call('GET', '/v1/stored-keys');
    const keys = storedKeyList.parse(await listed.json()).items;
    expect(keys).toMatchObject([{ accountId: made.id, version: 1, hint: '0001', state: 'new' }]);
    const kept = await database.db.selectFrom('storedKeys').selectAll().execute();
    expect(JSON.stringify([keys, await auditOf(`stored-key:${keys[0]?.id}`), kept])).not.toContain(
      asked.secret,
    );
    expect(JSON.stringify(kept)).not.toContain(Buffer.from(asked.secret).toString('hex'));
  });

  test('is made once for its Idempotency-Key, and of two who ask at once with one key one gets it', async () => {
    const asked = wish('PKONCE');
    const answers = [
      await open(asked, trader, { 'Idempotency-Key': 'once' }),
      await open(asked, trader, { 'Idempotency-Key': 'once' }),
    ];
    const [one, again] = await Promise.all(
      answers.map(async (one) => accountSummary.parse(await one.json())),
    );
    expect(again).toEqual(one);
    const other = await loggedIn(onPaper, await aPerson(database.db));
    const both = await Promise.all([open(wish('PKTWICE')), open(wish('PKTWICE'), other)]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(await codeOf(await open(wish('PKTWICE'), other))).toBe('ACCOUNT_KEY_TAKEN');
  });

  test('of the sandbox has a key id of its own, and asks for no key', async () => {
    const browser = await loggedIn(sandbox, await aPerson(database.db, 'trader'));
    const opened = await Promise.all([0, 1].map(() => open({ mode: 'sandbox', name: anyName() }, browser)));
    const ids = await Promise.all(opened.map(async (one) => accountSummary.parse(await one.json()).id));
    const refs = await Promise.all(ids.map(async (id) => (await rowOf(id)).keyRef));
    expect(new Set(refs).size).toBe(2);
    const withKey = await open({ mode: 'sandbox', name: anyName(), keyId: 'integration-probe' }, browser);
    expect(await codeOf(withKey)).toBe('INVALID_REQUEST');
  });

  test('is renamed by whose it is, and the launcher finds its own by its key', async () => {
    const { id } = accountSummary.parse(await (await open(wish('PKNAMED'))).json());
    const rename = (name: string, by = trader) => by.call('PATCH', `/v1/accounts/${id}`, { body: { name } });
    expect(accountSummary.parse(await (await rename('Long term')).json())).toMatchObject({
      id,
      name: 'Long term',
    });
    expect((await auditOf(`account:${id}`)).map(({ action }) => action)).toEqual([
      'account.opened',
      'account.renamed',
    ]);
    const other = accountSummary.parse(await (await open(wish('PKOTHER'))).json());
    expect(await codeOf(await rename(other.name))).toBe('ACCOUNT_NAME_TAKEN');
    expect(await codeOf(await open({ ...wish('PKTHIRD'), name: 'Long term' }))).toBe('ACCOUNT_NAME_TAKEN');
    const stranger = await loggedIn(onPaper, await aPerson(database.db));
    expect(await codeOf(await rename('Mine', stranger))).toBe('ACCOUNT_NOT_FOUND');
    const again = { userId: traderId, name: 'paper PKNAMED', mode: 'paper', keyRef: 'PKNAMED' } as const;
    expect((await ensureBrokerAccount(database.db, again)).id).toBe(id);
  });
});

describe('no account is opened', () => {
  test('with the environment’s key, a key of the other mode, or in a mode that is not traded here', async () => {
    expect(await codeOf(await open(wish('PKENVIRONMENT')))).toBe('ACCOUNT_KEY_TAKEN');
    expect(await codeOf(await open(wish('AKLIVE')))).toBe('KEY_OF_OTHER_MODE');
    expect(await codeOf(await open({ mode: 'sandbox', name: anyName() }))).toBe('ACCOUNT_OF_OTHER_MODE');
    expect(await codeOf(await open({ ...wish('AKLIVE'), mode: 'live' }))).toBe('LIVE_TRADING_NOT_CONFIRMED');
    expect(await codeOf(await open({ ...wish('PKEXAMPLE'), secret: 'your-key-goes-here' }))).toBe(
      'EXAMPLE_KEY',
    );
  });

  test('for real money but by a person who has just shown the second factor', async () => {
    const api = apiUnderTest({ db: database.db, deps: { storedKeys: live } });
    const person = await aPerson(database.db, 'trader');
    const browser = await loggedIn(api, person);
    const asked = { ...wish('AKREAL'), mode: 'live' };
    const key = await aKeyOf(database.db, person.id);
    const byKey = await api.call('POST', '/v1/accounts', { key, body: asked });
    expect(await codeOf(byKey)).toBe('SESSION_REQUIRED');
    const users = database.db.updateTable('users').where('id', '=', person.id);
    await users.set({ twoFactorEnabled: true }).execute();
    expect(await codeOf(await open(asked, browser))).toBe('SECOND_FACTOR_REQUIRED');
    const sessions = database.db.updateTable('sessions').where('userId', '=', person.id);
    await sessions.set({ secondFactorAt: new Date() }).execute();
    expect((await open(asked, browser)).status).toBe(201);
    await api.close();
  });

  test('beyond ten of one user', async () => {
    const browser = await loggedIn(sandbox, await aPerson(database.db, 'trader'));
    const sandboxed = () => open({ mode: 'sandbox', name: anyName() }, browser);
    const opened = await Promise.all(Array.from({ length: 11 }, sandboxed));
    expect(opened.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(await codeOf(await sandboxed())).toBe('TOO_MANY_ACCOUNTS');
    const page = accountPage.parse(await (await browser.call('GET', '/v1/accounts')).json());
    expect(page.items).toHaveLength(10);
  });
});
