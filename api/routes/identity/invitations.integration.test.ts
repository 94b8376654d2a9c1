import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditOfUser } from '../../../db/queries/audit/audit.ts';
import { userByEmail } from '../../../db/queries/identity/users.ts';
import type { UserRow } from '../../../db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { invitationPage, newInvitation } from '../../contract/invitations.ts';
import { problem } from '../../contract/problem.ts';
import { invitationTokenHash } from '../../identity/invitation-token.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';
import { type Browser, browserOf } from '../../testing/browser.ts';
import { aPerson, loggedIn, PASSWORD } from '../../testing/people.ts';

let database: TestDatabase;
let api: ApiUnderTest;
let ownerRow: UserRow;
let owner: Browser;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
  ownerRow = await aPerson(database.db);
  owner = await loggedIn(api, ownerRow);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const problemOf = async (response: Response) => {
  const { requestId: _, ...said } = problem.parse(await response.json());
  return said;
};
const invite = async (body: Readonly<Record<string, unknown>> = {}) => {
  count += 1;
  const email = `colleague-${count}@example.test`;
  const response = await owner.call('POST', '/v1/invitations', { body: { email, role: 'trader', ...body } });
  expect(response.status).toBe(201);
  return newInvitation.parse(await response.json());
};
/** From an address of its own unless it says so: the limit of one test is not that of another. */
const signUp = async (invitation: string, password = PASSWORD, from?: string) => {
  count += 1;
  const address = from ?? `203.0.113.${count % 250}`;
  return await api.call('POST', '/v1/auth/sign-up', {
    body: { invitation, displayName: 'Colleague', password },
    address,
  });
};
const listed = async (id: string) =>
  invitationPage
    .parse(await (await owner.call('GET', '/v1/invitations?limit=200')).json())
    .items.find((one) => one.id === id);

describe('an invitation', () => {
  test('makes its user with the role, for the first of twenty, who then logs in', async () => {
    const { token, ...made } = await invite({ email: 'Ada@Example.Test', role: 'viewer' });
    expect(made).toMatchObject({ email: 'ada@example.test', role: 'viewer', state: 'open' });
    expect(Buffer.from(token.slice(4), 'base64url')).toHaveLength(32);
    const { rows } = await sql<{ row: string }>`select i::text as row from invitations i`.execute(
      database.db,
    );
    expect(rows.map(({ row }) => row).join()).toContain(invitationTokenHash(token));
    expect(rows.map(({ row }) => row).join()).not.toContain(token.slice(4));

    const answers = await Promise.all(Array.from({ length: 20 }, () => signUp(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(await problemOf(answer)).toMatchObject({ status: 403, code: 'SIGN_UP_CLOSED' });
    }
    const user = await userByEmail(database.db, 'ada@example.test');
    expect(user).toMatchObject({ role: 'viewer', displayName: 'Colleague' });
    const login = { email: 'ada@example.test', password: PASSWORD };
    expect((await browserOf(api).call('POST', '/v1/auth/login', { body: login })).status).toBe(200);
    expect((await listed(made.id))?.state).toBe('accepted');

    const actionsOf = async (id: string) =>
      (await auditOfUser(database.db, id, { limit: 50 })).items.map(({ action }) => action);
    expect(await actionsOf(user?.id ?? '')).toEqual(['login.done', 'user.created']);
    expect(await actionsOf(ownerRow.id)).toEqual(['invitation.accepted', 'invitation.created', 'login.done']);
  });

  test('that is unknown, revoked, replaced, used or too old lets nobody in, in the same words', async () => {
    const revoked = await invite();
    expect((await owner.call('DELETE', `/v1/invitations/${revoked.id}`)).status).toBe(204);
    const replaced = await invite();
    await invite({ email: replaced.email });
    const used = await invite();
    expect((await signUp(used.token)).status).toBe(201);
    const old = await invite();
    await database.db
      .updateTable('invitations')
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .where('id', '=', old.id)
      .execute();
    const said = await Promise.all(
      ['inv_unknown', revoked.token, replaced.token, used.token, old.token].map(async (token) =>
        JSON.stringify(await problemOf(await signUp(token))),
      ),
    );
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain('SIGN_UP_CLOSED');
    expect((await listed(revoked.id))?.state).toBe('revoked');
    expect((await listed(replaced.id))?.state).toBe('revoked');
    expect((await listed(old.id))?.state).toBe('expired');
    for (const { id } of [revoked, used]) {
      const again = await owner.call('DELETE', `/v1/invitations/${id}`);
      expect((await problemOf(again)).code).toBe('INVITATION_NOT_FOUND');
    }
    await api.refusals.close();
    const refused = await database.db
      .selectFrom('audit')
      .select('result')
      .where('userId', 'is', null)
      .execute();
    expect(refused).toContainEqual({ result: 'SIGN_UP_CLOSED' });
  });

  test('stands after a password that can be guessed', async () => {
    const { token, email } = await invite();
    const address = '198.51.100.9';
    for (const weak of ['short', 'password1234', `${email.split('@')[0]} and more`]) {
      expect(await problemOf(await signUp(token, weak, address))).toMatchObject({
        status: 422,
        code: 'WEAK_PASSWORD',
      });
    }
    expect((await signUp(token, PASSWORD, address)).status).toBe(201);
  });

  test('is for nobody who is here, nor for one who came in another way meanwhile', async () => {
    const body = { email: ownerRow.email, role: 'trader' };
    expect((await problemOf(await owner.call('POST', '/v1/invitations', { body }))).code).toBe('EMAIL_TAKEN');
    const { token, email, id } = await invite();
    await database.db.insertInto('users').values({ email, displayName: 'Here', role: 'viewer' }).execute();
    expect((await problemOf(await signUp(token))).code).toBe('EMAIL_TAKEN');
    expect((await listed(id))?.state).toBe('open');
  });

  test('is an owner’s to make, to see and to revoke, in a session', async () => {
    const trader = await aPerson(database.db, 'trader');
    const browser = await loggedIn(api, trader);
    const key = await aKeyOf(database.db, ownerRow.id);
    const { id } = await invite();
    const body = { email: 'x@example.test', role: 'owner' };
    const calls = [
      ['GET', '/v1/invitations', {}],
      ['POST', '/v1/invitations', { body }],
      ['DELETE', `/v1/invitations/${id}`, {}],
    ] as const;
    for (const [method, path, call] of calls) {
      expect((await problemOf(await browser.call(method, path, call))).code).toBe('ROLE_FORBIDDEN');
      expect((await problemOf(await api.call(method, path, { key, ...call }))).code).toBe('SESSION_REQUIRED');
    }
    expect((await listed(id))?.state).toBe('open');
  });
});

describe('signing up', () => {
  test('is not open to everybody', async () => {
    const body = { email: 'me@example.test', displayName: 'Me', password: PASSWORD };
    const answer = await api.call('POST', '/v1/auth/sign-up', { body });
    expect((await problemOf(answer)).code).toBe('INVALID_REQUEST');
  });

  test('is tried 20 times an hour from one address, and no more', async () => {
    const address = '198.51.100.77';
    const answers = [];
    for (let tries = 0; tries < 22; tries += 1)
      answers.push((await signUp('inv_guess', PASSWORD, address)).status);
    expect(answers).toEqual([...Array.from({ length: 20 }, () => 403), 429, 429]);
    const { token } = await invite();
    expect((await signUp(token)).status).toBe(201);
  });
});
