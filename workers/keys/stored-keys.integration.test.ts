import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sealText } from '../../codec/sealed-text.ts';
import { Secret } from '../../config/secret.ts';
import { endStoredKey, insertStoredKey, lockKeyPlace } from '../../db/queries/identity/stored-keys.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import { keyHint, sealedContext } from '../../domain/stored-key.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createLateSecrets, createRedact } from '../../telemetry/redact.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { anAccount } from '../../tests/support/rows.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { createBrokers } from '../connections/brokers.ts';
import { createKeyRing } from './key-ring.ts';
import { createAccountKeyProver } from './prove-account-keys.ts';
import { storedKeys } from './stored-keys.ts';
import type { StoredKeyUse } from './with-newest-key.ts';

const masters = ['first', 'second'].map((name) => ({ name, base64: randomBytes(32).toString('base64') }));
const logger = createLogger({ name: 'test', level: 'silent' });

let database: TestDatabase;
let sandbox: RunningSandbox;
let account: BrokerAccountRow;
let stop: AbortController;
const following: Promise<void>[] = [];
beforeAll(async () => {
  [database, sandbox] = await Promise.all([createTestDatabase(), startSandbox()]);
});
afterAll(async () => {
  await database.drop();
  await sandbox.stop();
});
beforeEach(async () => {
  stop = new AbortController();
  account = await anAccount(database.db);
});
afterEach(async () => {
  stop.abort();
  await Promise.all(following.splice(0));
});

/** What a worker process has of stored keys, with these master keys. */
function aWorker(names: readonly string[] = ['first']) {
  const broker = {
    mode: 'sandbox',
    sandboxUrl: sandbox.url,
    keyId: account.keyRef,
    secretKey: new Secret('local'),
  } as const;
  const keys = masters.filter(({ name }) => names.includes(name)).toReversed();
  const config = {
    broker,
    storedKeys: keys.map(({ name, base64 }) => ({ name, key: new Secret(base64) })),
  };
  const lateSecrets = createLateSecrets();
  const use = storedKeys({ config, db: database.db, logger, lateSecrets, signal: stop.signal });
  following.push(use.following);
  return { ...use, brokers: createBrokers(broker, logger, use.ring), redact: createRedact([], lateSecrets) };
}

async function put(parts: { keyId: string; secret?: string }, overlapMinutes = 60): Promise<string> {
  const [{ name, base64 } = { name: '', base64: '' }] = masters;
  return await database.db.transaction().execute(async (tx) => {
    const place = { id: randomUUID(), service: 'alpaca' as const, accountId: account.id };
    const { nextVersion: version } = await lockKeyPlace(tx, place);
    const key = { secret: randomUUID(), ...parts };
    const master = { name, bytes: Buffer.from(base64, 'base64') };
    const { id } = await insertStoredKey(tx, {
      ...place,
      putBy: account.userId,
      version,
      overlapMinutes,
      hint: keyHint(key),
      masterKey: name,
      sealed: sealText(JSON.stringify(key), master, sealedContext(place)),
    });
    return id;
  });
}

const rowOf = async (id: string) =>
  await database.db.selectFrom('storedKeys').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const until = (what: string, isSo: () => Promise<boolean> | boolean) =>
  eventually(what, async () => ((await isSo()) ? true : undefined), 10_000);
const isRead = ({ ring }: Pick<StoredKeyUse, 'ring'>): boolean => {
  try {
    return ring.of('alpaca').length === 0;
  } catch {
    return false;
  }
};
const isProven = ({ ring }: Pick<StoredKeyUse, 'ring'>) =>
  until('a proven key', () => isRead({ ring }) && ring.of('alpaca', account.id).some((key) => key.isProven));

describe('the stored keys of an account', () => {
  test('are taken up within seconds, once the broker has opened the same account with them', async () => {
    const worker = aWorker();
    const { brokers, redact } = worker;
    const secret = randomUUID();
    const first = await put({ keyId: account.keyRef, secret });
    const asked = Date.now();
    await until('provenAt', async () => (await rowOf(first)).provenAt !== null);
    expect(Date.now() - asked).toBeLessThan(8_000);
    await isProven(worker);
    expect(redact(`key ${secret}`)).toBe('key [redacted]');

    const second = await put({ keyId: account.keyRef }, 0);
    await until('endedAt', async () => (await rowOf(first)).endedAt !== null);
    expect(await rowOf(first)).toMatchObject({ sealed: null });
    expect(await rowOf(second)).toMatchObject({ endedAt: null, refusal: null });
    const { accountNumber } = await brokers.of(account).broker.account();
    expect((await rowOf(second)).opens).toBe(accountNumber);
    await until('lastUsedAt', async () => (await rowOf(second)).lastUsedAt !== null);
    const audit = database.db.selectFrom('audit').select(['action', 'target']).orderBy('id');
    expect(await audit.where('userId', '=', account.userId).execute()).toEqual([
      { action: 'stored-key.proven', target: `stored-key:${first}` },
      { action: 'stored-key.proven', target: `stored-key:${second}` },
      { action: 'stored-key.ended', target: `stored-key:${first}` },
    ]);
  });

  test('that open another account, or nothing, are never used, and what stood before goes on', async () => {
    const worker = aWorker();
    const { brokers } = worker;
    const right = await put({ keyId: account.keyRef });
    await isProven(worker);
    const other = await put({ keyId: `other-${randomUUID()}` });
    await until('refusal', async () => (await rowOf(other)).refusal === 'another-account');
    await database.db
      .transaction()
      .execute((tx) => endStoredKey(tx, { userId: account.userId, withHouse: true }, other));
    const invalid = await put({ keyId: 'INVALID' });
    await until('refusal', async () => (await rowOf(invalid)).refusal === 'refused-by-service');
    expect(await rowOf(right)).toMatchObject({ endsAt: null, endedAt: null });
    const { accountNumber } = await brokers.of(account).broker.account();
    expect((await rowOf(right)).opens).toBe(accountNumber);
  });

  test('open no account that another account here has opened, nor the environment’s', async () => {
    const { db } = database;
    const [{ name, base64 } = { name: '', base64: '' }] = masters;
    const masterKeys = [{ name, bytes: Buffer.from(base64, 'base64') }];
    const ring = createKeyRing({ db, logger, lateSecrets: createLateSecrets(), masterKeys });
    const config = {
      mode: 'sandbox',
      sandboxUrl: sandbox.url,
      keyId: 'any',
      secretKey: new Secret('any'),
    } as const;
    const { with: brokerWith } = createBrokers(config, logger, ring);
    const ofEnvironment = `environment-${randomUUID()}`;
    const prove = createAccountKeyProver({
      db,
      ring,
      mode: 'sandbox',
      brokerWith,
      // As of paper and live accounts that have keys of their own.
      brokerByEnvironment: () => undefined,
      environmentsBroker: () => brokerWith({ keyId: ofEnvironment, secret: 'any' }),
      now: Date.now,
    });
    const keyId = `own-${randomUUID()}`;
    const first = await put({ keyId });
    account = await anAccount(db);
    const second = await put({ keyId });
    account = await anAccount(db);
    const third = await put({ keyId: ofEnvironment });
    await ring.refresh();
    await prove();
    const rows = await Promise.all([first, second, third].map(rowOf));
    expect(rows.filter(({ provenAt }) => provenAt !== null)).toHaveLength(1);
    expect(rows.filter(({ refusal }) => refusal === 'account-taken')).toHaveLength(2);
    expect(rows[2]).toMatchObject({ provenAt: null, refusal: 'account-taken' });
  });

  test('are not replaced by the environment’s where no master key opens them', async () => {
    const knowing = aWorker();
    const id = await put({ keyId: account.keyRef });
    await isProven(knowing);
    const blind = aWorker(['second']);
    await until('it is read', () => isRead(blind) && blind.ring.of('alpaca', account.id).length === 1);
    expect(() => blind.brokers.of(account)).toThrow('does not open its stored key');
    expect(await rowOf(id)).toMatchObject({ masterKey: 'first' });
  });

  test('are encrypted anew when another master key is put first', async () => {
    const id = await put({ keyId: account.keyRef });
    aWorker(['first', 'second']);
    await until('masterKey', async () => (await rowOf(id)).masterKey === 'second');
    const fresh = aWorker(['second']);
    await isProven(fresh);
    expect(await fresh.brokers.of(account).broker.account()).toMatchObject({ status: 'ACTIVE' });
  });

  test('move the stream of trade updates with them', async () => {
    const worker = aWorker();
    const { brokers } = worker;
    await until('keys are read', () => isRead(worker));
    let connected = 0;
    const done = new AbortController();
    const listening = brokers.of(account).broker.followTradeUpdates(
      {
        onUpdate: () => Promise.resolve(),
        onConnected: () => {
          connected += 1;
          return Promise.resolve();
        },
        onDisconnected: () => undefined,
      },
      done.signal,
    );
    await until('connected', () => connected === 1);
    await put({ keyId: account.keyRef });
    await until('connected again', () => connected > 1);
    done.abort();
    expect(await listening).toBeUndefined();
  });
});
