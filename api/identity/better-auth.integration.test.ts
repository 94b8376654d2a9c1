import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setLogin } from '../../db/queries/identity/logins.ts';
import { updatePerson } from '../../db/queries/identity/people.ts';
import { sessionsByToken } from '../../db/queries/identity/sessions.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { anOwner } from '../../tests/support/rows.ts';
import { totpOf } from '../../tests/support/totp.ts';
import { createIdentity } from './better-auth.ts';
import type { Identity } from './identity.ts';
import { hashPassword } from './password-hash.ts';
import { sessionTokenHash } from './session-token.ts';

const SECRET = 'a-secret-of-this-test-alone-0123456789';
const PASSWORD = 'seven grey herons';
const from = { address: '203.0.113.7', userAgent: 'test' };

let database: TestDatabase;
let identity: Identity;
const errors: unknown[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const logger = { warn: () => {}, error: (...said: readonly unknown[]) => void errors.push(said) };
  identity = createIdentity({ db: database.db, logger, secret: SECRET, sessionSeconds: 3_600 });
});
afterAll(() => database.drop());

async function aUser(): Promise<{ readonly id: string; readonly email: string }> {
  const user = await anOwner(database.db);
  await setLogin(database.db, { userId: user.id, passwordHash: await hashPassword(PASSWORD) });
  return user;
}

async function standing(session: string) {
  const tokenHash = sessionTokenHash(session, SECRET) ?? '';
  return (await sessionsByToken(database.db, [tokenHash], 600))[0];
}

async function signedIn(email: string): Promise<string> {
  const signIn = await identity.signIn({ email, password: PASSWORD }, from);
  if (signIn.kind !== 'opened') throw new Error(`not opened: ${JSON.stringify(signIn)}`);
  return signIn.session;
}

describe('identity', () => {
  test('opens a session for the right password alone, and remembers from where', async () => {
    const user = await aUser();
    const session = await signedIn(user.email.toUpperCase());
    expect(await standing(session)).toMatchObject({ secondFactorAt: null, user: { id: user.id } });
    const row = await database.db
      .selectFrom('sessions')
      .selectAll()
      .where('userId', '=', user.id)
      .executeTakeFirst();
    expect(row).toMatchObject({ ipAddress: from.address, userAgent: 'test' });
    expect(await identity.signIn({ email: user.email, password: 'wrong wrong wrong' }, from)).toMatchObject({
      kind: 'refused',
    });
    expect(await identity.signIn({ email: 'nobody@example.test', password: PASSWORD }, from)).toMatchObject({
      kind: 'refused',
    });
  });

  test('a changed password ends every session and opens another', async () => {
    const user = await aUser();
    const [one, other] = [await signedIn(user.email), await signedIn(user.email)];
    const wrong = await identity.changePassword(one, { current: 'no', next: 'nine blue herons' }, from);
    expect(wrong.kind).toBe('refused');
    const changed = await identity.changePassword(one, { current: PASSWORD, next: 'nine blue herons' }, from);
    if (changed.kind !== 'opened') throw new Error(changed.code);
    expect(await standing(changed.session)).toBeDefined();
    expect([await standing(one), await standing(other)]).toEqual([undefined, undefined]);
    expect((await identity.signIn({ email: user.email, password: PASSWORD }, from)).kind).toBe('refused');
  });

  test('opens nothing for a disabled user, at neither step, and makes no noise of it', async () => {
    const user = await aUser();
    const session = await signedIn(user.email);
    const begun = await identity.beginTwoFactor(session, PASSWORD, from);
    if (begun.kind !== 'begun') throw new Error(begun.code);
    const shown = { kind: 'totp', code: totpOf(begun.totpUri) } as const;
    expect((await identity.showSecondFactor(session, shown, from)).kind).toBe('opened');
    const first = await identity.signIn({ email: user.email, password: PASSWORD }, from);
    if (first.kind !== 'second-factor') throw new Error(first.kind);
    await updatePerson(database.db, user.id, { disabledAt: new Date() });
    // What had begun before may be finished, and opens nothing.
    const backup = { kind: 'backup', code: begun.backupCodes[0] ?? '' } as const;
    const late = await identity.finishSignIn(first.pending, backup, from);
    expect(late.kind === 'opened' ? await standing(late.session) : 'refused').toBeUndefined();
    expect((await identity.signIn({ email: user.email, password: PASSWORD }, from)).kind).toBe('refused');
    expect(errors).toEqual([]);
  });

  test('a second factor is asked for once it was shown, and a backup code serves once', async () => {
    const user = await aUser();
    const session = await signedIn(user.email);
    const begun = await identity.beginTwoFactor(session, PASSWORD, from);
    if (begun.kind !== 'begun') throw new Error(begun.code);
    expect((await identity.signIn({ email: user.email, password: PASSWORD }, from)).kind).toBe('opened');
    const code = totpOf(begun.totpUri);
    const shown = await identity.showSecondFactor(session, { kind: 'totp', code }, from);
    if (shown.kind !== 'opened') throw new Error(shown.kind);
    expect(await standing(session)).toBeUndefined();
    expect((await standing(shown.session))?.user.twoFactorEnabled).toBe(true);

    const first = await identity.signIn({ email: user.email, password: PASSWORD }, from);
    if (first.kind !== 'second-factor') throw new Error(first.kind);
    const wrong = await identity.finishSignIn(first.pending, { kind: 'totp', code: '000000' }, from);
    expect(wrong.kind).toBe('refused');
    const [backup = ''] = begun.backupCodes;
    const done = await identity.finishSignIn(first.pending, { kind: 'backup', code: backup }, from);
    expect(done.kind).toBe('opened');
    const again = await identity.signIn({ email: user.email, password: PASSWORD }, from);
    if (again.kind !== 'second-factor') throw new Error(again.kind);
    expect((await identity.finishSignIn(again.pending, { kind: 'backup', code: backup }, from)).kind).toBe(
      'refused',
    );
    const ended = await identity.endTwoFactor(shown.session, PASSWORD, from);
    expect(ended.kind).toBe('opened');
    expect((await identity.signIn({ email: user.email, password: PASSWORD }, from)).kind).toBe('opened');
  });
});
