import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../../db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { nextTotpOf, totpOf } from '../../../tests/support/totp.ts';
import { type ApiUnderTest, apiUnderTest } from '../../testing/api-under-test.ts';
import { aPerson, loggedIn, PASSWORD } from '../../testing/people.ts';

const NEXT = 'nine brown otters';
const body = { password: PASSWORD };
const setup = z.object({ totpUri: z.string() });

let database: TestDatabase;
let api: ApiUnderTest;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
  // Whatever is written to the audit log of whom the test names fails.
  await sql`create table no_audit_of (user_id uuid primary key)`.execute(database.db);
  await sql`create function refuse_audit() returns trigger language plpgsql as $$
    begin
      if exists (select from no_audit_of one where one.user_id = new.user_id) then
        raise exception 'the audit log is full';
      end if;
      return new;
    end $$`.execute(database.db);
  await sql`create trigger refuse_audit before insert on audit for each row execute function refuse_audit()`.execute(
    database.db,
  );
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const identityTables = ['users', 'sessions', 'logins', 'two_factors', 'known_devices'] as const;

/** Every row that identity has of the user. */
async function identityOf(db: Kysely<Database>, userId: string): Promise<readonly string[]> {
  const found = await Promise.all(
    identityTables.map(async (table) => {
      const column = table === 'users' ? 'id' : 'user_id';
      const { rows } = await sql<{ readonly row: string }>`
        select to_jsonb(one)::text as row from ${sql.table(table)} one
        where ${sql.ref(`one.${column}`)} = ${userId} order by 1`.execute(db);
      return rows.map(({ row }) => `${table}: ${row}`);
    }),
  );
  return found.flat();
}

/** Asks while nothing can be written to the user's audit log, and tells what that changed. */
async function withoutAudit(userId: string, ask: () => Promise<Response>) {
  const { db } = database;
  const before = await identityOf(db, userId);
  await sql`insert into no_audit_of values (${userId})`.execute(db);
  const { status } = await ask();
  await sql`delete from no_audit_of where user_id = ${userId}`.execute(db);
  const after = await identityOf(db, userId);
  return {
    status,
    changed: after.filter((row) => !before.includes(row)).length + before.length - after.length,
  };
}

const NOTHING = { status: 500, changed: 0 };

test('a login whose audit entry fails opens no session', async () => {
  const person = await aPerson(database.db);
  const login = { body: { email: person.email, password: PASSWORD } };
  const ask = async () => await api.call('POST', '/v1/auth/login', login);
  expect(await withoutAudit(person.id, ask)).toEqual(NOTHING);
  expect((await ask()).status).toBe(200);
});

test('a password whose change cannot be written down stays', async () => {
  const person = await aPerson(database.db);
  const browser = await loggedIn(api, person);
  const change = { body: { currentPassword: PASSWORD, newPassword: NEXT } };
  const ask = async () => await browser.call('POST', '/v1/auth/password', change);
  expect(await withoutAudit(person.id, ask)).toEqual(NOTHING);
  expect((await ask()).status).toBe(200);
});

test('a second factor is begun, turned on, shown, renewed and turned off with its audit entry or not at all', async () => {
  const person = await aPerson(database.db);
  const browser = await loggedIn(api, person);
  const post = async (path: string, sent: object) =>
    await browser.call('POST', `/v1/auth/second-factor${path}`, { body: sent });
  const tryTwice = async (path: string, sent: () => object) => {
    expect(await withoutAudit(person.id, async () => await post(path, sent()))).toEqual(NOTHING);
    const response = await post(path, sent());
    expect([path, response.status]).toEqual([path, 200]);
    return response;
  };
  const { totpUri } = setup.parse(await (await tryTwice('/setup', () => body)).json());
  // Each code counts once, so the second try shows another one.
  const codes = [totpOf(totpUri), nextTotpOf(totpUri)];
  await tryTwice('', () => ({ code: codes.shift() }));
  const renewed = await tryTwice('/backup-codes', () => body);
  const { backupCodes } = z.object({ backupCodes: z.array(z.string()) }).parse(await renewed.json());
  await tryTwice('', () => ({ backupCode: backupCodes.shift() }));
  await tryTwice('/removal', () => body);
});
