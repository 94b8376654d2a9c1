import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPayloadCodec } from '../../../codec/payload-codec.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import { codecPayloads } from '../../contract/codec.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

const keys = [{ name: 'k1', bytes: randomBytes(32) }] as const;
const uiOrigin = 'http://127.0.0.1:8233';

let database: TestDatabase;
let api: ApiUnderTest;
let owner: string;
let trader: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db, deps: { codec: { keys, uiOrigin } } });
  owner = await aKeyOf(database.db, (await anOwner(database.db)).id);
  const { id } = await anOwner(database.db);
  await database.db.updateTable('users').set({ role: 'trader' }).where('id', '=', id).execute();
  trader = await aKeyOf(database.db, id);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

async function sealedBody(value: unknown, by: Parameters<typeof createPayloadCodec>[0] = [...keys]) {
  const payloads = await createPayloadCodec(by).encode([defaultPayloadConverter.toPayload(value)]);
  return {
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
      ),
      data: Buffer.from(data ?? []).toString('base64'),
    })),
  };
}
const decode = (body: unknown, call: object = { key: owner }) =>
  api.call('POST', '/codec/decode', { body, ...call });

test('an owner reads what was encrypted, from the Web UI’s own pages', async () => {
  const response = await decode(await sealedBody({ symbol: 'AAPL' }), {
    key: owner,
    headers: { origin: uiOrigin },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(uiOrigin);
  const [payload] = codecPayloads.parse(await response.json()).payloads;
  expect(Buffer.from(payload?.data ?? '', 'base64').toString()).toBe('{"symbol":"AAPL"}');
});

test('nobody else does: no login, no other role, no page of another origin', async () => {
  const body = await sealedBody('x');
  expect((await decode(body, {})).status).toBe(401);
  expect((await decode(body, { key: trader })).status).toBe(403);
  const stray = await decode(body, { key: owner, headers: { origin: 'https://evil.example' } });
  expect(stray.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
});

test('what was encrypted with another key is 422, and what is no payload 400', async () => {
  const foreign = await decode(await sealedBody('x', [{ name: 'k1', bytes: randomBytes(32) }]));
  expect([foreign.status, await foreign.json()]).toMatchObject([422, { code: 'PAYLOAD_UNREADABLE' }]);
  expect((await decode({ payloads: [{ data: 'ä' }] })).status).toBe(400);
  expect((await decode({})).status).toBe(400);
});
