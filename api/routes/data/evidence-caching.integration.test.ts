import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepEvidence } from '../../../db/queries/evidence/evidence.ts';
import { sha256Hex } from '../../../db/queries/evidence/evidence-hash.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { aCycle, anAccount, anOwner, aStrategy } from '../../../tests/support/rows.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

const body = '"evidence"';
const hash = sha256Hex(body);

let database: TestDatabase;
let api: ApiUnderTest;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  api = apiUnderTest({ db });
  const account = await anAccount(db);
  key = await aKeyOf(db, account.userId);
  const cycle = await aCycle(db, await aStrategy(db, account));
  const at = '2026-11-20T15:00:00.000Z';
  await keepEvidence(db, cycle.id, [
    { hash, kind: 'bars', source: 's', request: 'r', fetchedAt: at, availableAt: at, body },
  ]);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const read = (as: string, headers = {}) =>
  api.call('GET', `/v1/evidence/${hash}/canonical`, { key: as, headers });

test('what stands under a hash may be kept for ever by its own reader, who need not be sent it again', async () => {
  const first = await read(key);
  expect([first.status, await first.text()]).toEqual([200, body]);
  expect(first.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  const again = await read(key, { 'if-none-match': first.headers.get('etag') ?? '' });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('a tag opens nothing to somebody else, and what changes is in no cache', async () => {
  const stranger = await aKeyOf(database.db, (await anOwner(database.db)).id);
  expect((await read(stranger, { 'if-none-match': `"${hash}"` })).status).toBe(404);
  const list = await api.call('GET', '/v1/orders', { key });
  expect(list.headers.get('cache-control')).toBe('no-store');
});
