import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { setLogin } from '../../db/queries/identity/logins.ts';
import { insertUser } from '../../db/queries/identity/users.ts';
import type { Database, UserRow } from '../../db/schema.ts';
import type { UserRole } from '../../domain/identity/role.ts';
import { hashPassword } from '../identity/password-hash.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { type Browser, browserOf } from './browser.ts';

export const PASSWORD = 'seven grey herons';

/** bcrypt takes a fifth of a second: one hash serves every user of a test file. */
let hashed: Promise<string> | undefined;

/** Somebody with a login, whose password is `PASSWORD`. */
export async function aPerson(db: Kysely<Database>, role: UserRole = 'owner'): Promise<UserRow> {
  const email = `${role}-${randomUUID()}@example.test`;
  const user = await insertUser(db, { email, displayName: role, role });
  hashed ??= hashPassword(PASSWORD);
  await setLogin(db, { userId: user.id, passwordHash: await hashed });
  return user;
}

/** A browser in which the person has logged in. */
export async function loggedIn(
  api: ApiUnderTest,
  person: Pick<UserRow, 'email'>,
  address?: string,
): Promise<Browser> {
  const browser = browserOf(api, address);
  const body = { email: person.email, password: PASSWORD };
  const response = await browser.call('POST', '/v1/auth/login', { body });
  if (response.status !== 200) throw new Error(`login answered ${response.status}: ${await response.text()}`);
  return browser;
}
