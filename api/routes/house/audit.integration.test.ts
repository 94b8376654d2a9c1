import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryHash, NO_LINK } from '../../../db/audit-chain/entry-hash.ts';
import { appendAudit } from '../../../db/queries/audit/audit.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import { auditEntry, auditPage } from '../../contract/audit.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

const ENTRIES = 1_005;

let database: TestDatabase;
let api: ApiUnderTest;
let key: string;
let userId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
  userId = (await anOwner(database.db)).id;
  key = await aKeyOf(database.db, userId);
  await database.db.transaction().execute(async (tx) => {
    for (let n = 0; n < ENTRIES; n += 1) {
      await appendAudit(tx, { userId, actor: 'a', action: 'b', target: `t${n}`, result: 'done' });
    }
  });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const exported = async (query: string) => {
  const response = await api.call('GET', `/v1/audit/export${query}`, { key });
  return { response, lines: (await response.text()).trimEnd().split(/\r?\n/) };
};

describe('the audit log', () => {
  test('is exported whole as NDJSON, each line chained to the one before it', async () => {
    const { response, lines } = await exported('');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const entries = lines.map((line) => auditEntry.parse(JSON.parse(line)));
    expect(entries.map(({ target }) => target)).toEqual(Array.from({ length: ENTRIES }, (_, n) => `t${n}`));
    let before = NO_LINK;
    for (const { seq, hash, data, ...entry } of entries) {
      expect(entryHash(before, seq, { ...entry, userId, data: JSON.stringify(data) })).toBe(hash);
      before = hash;
    }
  });

  test('is exported as CSV with a head, and of a time alone', async () => {
    const { response, lines } = await exported('?format=csv');
    expect(response.headers.get('content-disposition')).toContain('audit.csv');
    expect(lines).toHaveLength(ENTRIES + 1);
    expect((await exported('?until=2020-01-01T00:00:00Z')).lines).toEqual(['']);
    expect((await exported('?format=xml')).response.status).toBe(400);
  });

  test('is read in pages with the same links', async () => {
    const page = auditPage.parse(await (await api.call('GET', '/v1/audit?limit=2', { key })).json());
    expect(page.items.map(({ target, seq }) => [target, seq])).toEqual([
      [`t${ENTRIES - 1}`, String(ENTRIES)],
      [`t${ENTRIES - 2}`, String(ENTRIES - 1)],
    ]);
  });

  test('has what nobody known was refused, in the chain of the house', async () => {
    await api.call('GET', '/v1/orders', { headers: { 'x-request-id': 'stranger' } });
    await api.refusals.close();
    const entry = await database.db
      .selectFrom('audit')
      .innerJoin('auditChain', 'auditId', 'id')
      .select(['action', 'result', 'chain'])
      .where('requestId', '=', 'stranger')
      .executeTakeFirst();
    expect(entry).toEqual({ action: 'request.unauthenticated', result: 'UNAUTHENTICATED', chain: 'house' });
  });
});
