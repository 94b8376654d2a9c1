import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openText } from '../../../codec/sealed-text.ts';
import { insertBrokerAccount } from '../../../db/queries/accounts/broker-accounts.ts';
import { sealedContext } from '../../../domain/stored-key.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anAccount } from '../../../tests/support/rows.ts';
import { problem } from '../../contract/problem.ts';
import { storedKey, storedKeyList } from '../../contract/stored-keys.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';
import type { Browser } from '../../testing/browser.ts';
import { aPerson, loggedIn } from '../../testing/people.ts';

const master = { name: 'test', bytes: randomBytes(32) };
const terms = {
  masterKeys: [master],
  services: ['valyu', 'openai'],
  mode: 'sandbox',
  liveTradingConfirmed: false,
} as const;

let database: TestDatabase;
let api: ApiUnderTest;
let owner: Browser;
let ownerId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db, deps: { storedKeys: terms } });
  const person = await aPerson(database.db);
  ownerId = person.id;
  owner = await loggedIn(api, person);
  await anAccount(database.db, { userId: ownerId });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const secret = () => randomBytes(18).toString('hex');
const store = (body: object, by = owner, headers: Readonly<Record<string, string>> = {}) =>
  by.call('POST', '/v1/stored-keys', { body, headers });
const stored = async (body: object) => {
  const response = await store(body);
  expect(response.status).toBe(201);
  return storedKey.parse(await response.json());
};
const listed = async (by = owner) =>
  storedKeyList.parse(await (await by.call('GET', '/v1/stored-keys')).json()).items;
const codeOf = async (response: Response) => problem.parse(await response.json()).code;
const end = async (id: string) => (await owner.call('DELETE', `/v1/stored-keys/${id}`)).status;

describe('a stored key', () => {
  test('is encrypted, told by its last four characters alone, and never read back', async () => {
    const mine = secret();
    const made = await stored({ service: 'valyu', secret: mine });
    expect(made).toMatchObject({ version: 1, hint: mine.slice(-4), state: 'new', masterKey: 'test' });
    const { db } = database;
    const row = await db
      .selectFrom('storedKeys')
      .selectAll()
      .where('id', '=', made.id)
      .executeTakeFirstOrThrow();
    expect(openText(row.sealed ?? Buffer.alloc(0), master, sealedContext(row))).toContain(mine);
    const audit = await db.selectFrom('audit').selectAll().where('userId', '=', ownerId).execute();
    expect(audit.map(({ action }) => action)).toContain('stored-key.put');
    const everywhere = JSON.stringify([row, audit, await listed()]) + row.sealed?.toString('latin1');
    expect(everywhere).not.toContain(mine);
    expect(await end(made.id)).toBe(204);
    const ended = (await listed()).find(({ id }) => id === made.id);
    expect(ended).toMatchObject({ state: 'ended' });
    const left = await db.selectFrom('storedKeys').select('sealed').where('id', '=', made.id).execute();
    expect(left).toEqual([{ sealed: null }]);
    expect(await end(made.id)).toBe(404);
  });

  test('has at most two versions that stand, and is made once for its Idempotency-Key', async () => {
    const first = await stored({ service: 'openai', secret: secret() });
    const wish = { service: 'openai', secret: secret() };
    const [one, again] = [
      await store(wish, owner, { 'Idempotency-Key': 'v2' }),
      await store(wish, owner, { 'Idempotency-Key': 'v2' }),
    ];
    const second = storedKey.parse(await one.json());
    expect(second.version).toBe(2);
    expect(storedKey.parse(await again.json())).toEqual(second);
    expect(await codeOf(await store({ service: 'openai', secret: secret() }))).toBe('KEY_ROTATION_UNDER_WAY');
    expect(await end(first.id)).toBe(204);
    expect((await stored({ service: 'openai', secret: secret() })).version).toBe(3);
  });

  test('of the house is an owner’s alone, with a session and a code just shown, and no API key’s', async () => {
    const wish = { service: 'valyu', secret: secret() };
    const house = await stored(wish);
    for (const role of ['viewer', 'service'] as const) {
      const browser = await loggedIn(api, await aPerson(database.db, role));
      expect(await codeOf(await store(wish, browser))).toBe('ROLE_FORBIDDEN');
      expect((await browser.call('GET', '/v1/stored-keys')).status).toBe(403);
    }
    const trader = await loggedIn(api, await aPerson(database.db, 'trader'));
    expect(await codeOf(await store(wish, trader))).toBe('ROLE_FORBIDDEN');
    expect(await listed(trader)).toEqual([]);
    expect((await trader.call('DELETE', `/v1/stored-keys/${house.id}`)).status).toBe(404);
    expect(await end(house.id)).toBe(204);
    const key = await aKeyOf(database.db, ownerId);
    expect(await codeOf(await api.call('POST', '/v1/stored-keys', { key, body: wish }))).toBe(
      'SESSION_REQUIRED',
    );
    const careful = await aPerson(database.db);
    const browser = await loggedIn(api, careful);
    await database.db
      .updateTable('users')
      .set({ twoFactorEnabled: true })
      .where('id', '=', careful.id)
      .execute();
    expect(await codeOf(await store(wish, browser))).toBe('SECOND_FACTOR_REQUIRED');
  });

  test('of an account is its owner’s, and told to nobody else', async () => {
    const made = await stored({ service: 'alpaca', keyId: 'PKMINE', secret: secret() });
    const stranger = await loggedIn(api, await aPerson(database.db));
    expect((await listed(stranger)).filter(({ service }) => service === 'alpaca')).toEqual([]);
    const { accountId } = made;
    const theirs = { service: 'alpaca', keyId: 'PKX1', secret: secret(), accountId };
    expect(await codeOf(await store(theirs, stranger))).toBe('ACCOUNT_NOT_FOUND');
    expect((await stranger.call('DELETE', `/v1/stored-keys/${made.id}`)).status).toBe(404);
  });
});

describe('a key is not stored', () => {
  test.each([
    ['live', { mode: 'paper' }, 'PKX1', 'LIVE_TRADING_NOT_CONFIRMED'],
    ['live', { mode: 'live' }, 'AKX1', 'LIVE_TRADING_NOT_CONFIRMED'],
    ['live', { mode: 'live', liveTradingConfirmed: true }, 'PKX1', 'KEY_OF_OTHER_MODE'],
    ['paper', { mode: 'paper' }, 'AKX1', 'KEY_OF_OTHER_MODE'],
    ['paper', { mode: 'sandbox' }, 'PKX1', 'ACCOUNT_OF_OTHER_MODE'],
    ['sandbox', { mode: 'live', liveTradingConfirmed: true }, 'PKX1', 'ACCOUNT_OF_OTHER_MODE'],
  ] as const)('for a %s account where %j, with %s: %s', async (mode, changes, keyId, code) => {
    const other = apiUnderTest({ db: database.db, deps: { storedKeys: { ...terms, ...changes } } });
    const person = await aPerson(database.db);
    await insertBrokerAccount(database.db, { userId: person.id, name: mode, mode, keyRef: keyId });
    const browser = await loggedIn(other, person);
    expect(await codeOf(await store({ service: 'alpaca', keyId, secret: secret() }, browser))).toBe(code);
    await other.close();
  });

  test('that is an example’s, of a service that is not set up, or that nothing here could encrypt', async () => {
    const example = { service: 'valyu', secret: 'your-key-goes-here' };
    expect(await codeOf(await store(example))).toBe('EXAMPLE_KEY');
    const unknown = { service: 'anthropic', secret: secret() };
    expect(await codeOf(await store(unknown))).toBe('KEY_SERVICE_NOT_SET_UP');
    const bare = apiUnderTest({ db: database.db, deps: { storedKeys: { ...terms, masterKeys: [] } } });
    const browser = await loggedIn(bare, await aPerson(database.db));
    const wish = { service: 'valyu', secret: secret() };
    expect(await codeOf(await store(wish, browser))).toBe('STORED_KEYS_NOT_SET_UP');
    await bare.close();
  });
});
