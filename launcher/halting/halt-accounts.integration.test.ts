import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeKnownAccounts } from '../../config/known-accounts.ts';
import { Secret } from '../../config/secret.ts';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { createLogger } from '../../telemetry/log.ts';
import { alpacaClient } from '../../tests/support/alpaca-client.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { anAccount } from '../../tests/support/rows.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { adoptHaltMarker } from '../../workers/adopt-halt-marker.ts';
import { haltAccounts } from './halt-accounts.ts';

let sandbox: RunningSandbox;
let database: TestDatabase;
let home: string;

beforeAll(async () => {
  [sandbox, database] = await Promise.all([startSandbox(), createTestDatabase()]);
  home = mkdtempSync(join(tmpdir(), 'halt-'));
}, 60_000);
afterAll(async () => {
  await sandbox?.stop();
  await database?.drop();
  rmSync(home, { recursive: true, force: true });
});

const haltConfig = (keyId: string) => ({
  home,
  broker: { mode: 'sandbox' as const, sandboxUrl: sandbox.url, keyId, secretKey: new Secret('local') },
});

async function rests(keyRef: string): Promise<void> {
  const { orders } = alpacaClient(sandbox.url, keyRef);
  await orders.limit({ symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 1, timeInForce: 'gtc' });
}

test('every account whose keys are at hand is halted, one without keys is named, and the worker takes all over', async () => {
  const { db } = database;
  const accounts = [await anAccount(db), await anAccount(db)];
  const keys = accounts.map(({ keyRef }) => keyRef);
  for (const keyRef of [...keys, 'ENV']) await rests(keyRef);
  const elsewhere = { mode: 'paper' as const, keyRef: 'PK7' };
  writeKnownAccounts(home, [...keys.map((keyRef) => ({ mode: 'sandbox' as const, keyRef })), elsewhere]);

  const lines: string[] = [];
  const code = await haltAccounts(
    haltConfig('ENV'),
    [...keys.map((keyRef) => ({ mode: 'sandbox' as const, keyRef })), elsewhere],
    (line) => lines.push(line),
  );
  expect(code).toBe(0);
  expect(lines.join('\n')).toContain('Not halted: the paper account of key PK7');
  for (const keyRef of [...keys, 'ENV']) {
    const client = alpacaClient(sandbox.url, keyRef);
    expect(await client.orders.getAllOrders({ status: 'open' })).toEqual([]);
    expect((await client.account.getAccount()).tradeSuspendedByUser).toBe(true);
  }
  const marker: unknown = JSON.parse(readFileSync(join(home, 'halt.json'), 'utf8'));
  expect(marker).toMatchObject({ accounts: ['ENV', ...keys].map((keyId) => ({ keyId, suspended: true })) });

  await adoptHaltMarker({ db, home, logger: createLogger({ name: 'test', level: 'silent' }) });
  for (const { id } of accounts) {
    expect(await accountById(db, id)).toMatchObject({
      tradingState: 'halted',
      suspendedAt: expect.any(Date),
    });
  }
}, 60_000);

test('a broker that does not answer is asked again, and the marker stands before it is reached', async () => {
  await sandbox.control.fault({
    system: 'alpaca-trading',
    method: 'DELETE',
    path: '/v2/orders',
    effect: 'status',
    status: 503,
    times: 2,
  });
  await rests('AGAIN');
  const lines: string[] = [];
  expect(await haltAccounts(haltConfig('AGAIN'), [], (line) => lines.push(line))).toBe(0);
  expect(lines.filter((line) => line.includes('not yet')).length).toBeGreaterThanOrEqual(2);
}, 60_000);
