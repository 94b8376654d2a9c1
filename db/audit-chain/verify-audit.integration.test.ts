import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../prove/seeded-random.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { anOwner } from '../../tests/support/rows.ts';
import { anchorsOf, aTampering, tamper } from '../../tests/support/tampering.ts';
import { appendAudit } from '../queries/audit/audit.ts';
import { auditHeads } from '../queries/audit/audit-heads.ts';
import type { Database } from '../schema.ts';
import { type AuditAnchor, verifyAudit } from './verify-audit.ts';

const ENTRIES = 40;
const EDITS = 1_000;

let database: TestDatabase;
let db: Kysely<Database>;
let anchors: readonly AuditAnchor[];
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  const owners = [await anOwner(db), await anOwner(db)];
  for (let n = 0; n < ENTRIES; n += 1) {
    const userId = owners[n % 3]?.id ?? null;
    const facts = { actor: `actor ${n}`, action: 'test.done', target: `target:${n}`, result: 'döne “✓”' };
    const more = { data: { n, 'ä"\\': [1.5, null, '\u{1f600}'] }, requestId: n % 2 === 0 ? `r-${n}` : null };
    await appendAudit(db, { userId, ...facts, ...more, credential: 'key:1', address: '127.0.0.1' });
  }
  anchors = anchorsOf(await auditHeads(db));
});
afterAll(async () => {
  await database.drop();
});

describe('the audit log’s verification', () => {
  test('finds nothing in a log that nobody touched, and reads all of it', async () => {
    expect(await verifyAudit(db, anchors)).toEqual({ chains: 3, entries: ENTRIES, anchors: 3, findings: [] });
  });

  test(`finds each of ${EDITS} random edits, deletions, swaps, cuts and rewritings`, async () => {
    const random = seededRandom(6);
    const missed: (readonly string[])[] = [];
    for (let n = 0; n < EDITS; n += 1) {
      const statements = aTampering(random, ENTRIES);
      await tamper(db, statements, async (tampered) => {
        if ((await verifyAudit(tampered, anchors)).findings.length === 0) missed.push(statements);
      });
    }
    expect(missed).toEqual([]);
  }, 300_000);

  test('finds a log that is gone whole, by its anchors', async () => {
    await tamper(db, ['delete from audit_chain', 'delete from audit'], async (tampered) => {
      const { findings } = await verifyAudit(tampered, anchors);
      expect(findings.map(({ fault }) => fault)).toEqual(anchors.map(() => 'shorter-than-anchor'));
    });
  });
});

describe('the audit log', () => {
  test.each([
    'update audit set actor = actor',
    'delete from audit',
    'truncate audit cascade',
    'delete from audit_chain',
  ])('refuses %s', async (statement) => {
    await expect(sql.raw(statement).execute(db)).rejects.toThrow('only ever added to');
  });

  test('is one unbroken line, however many write at once, and without what was rolled back', async () => {
    const { id: userId } = await anOwner(db);
    const entry = { userId, actor: 'a', action: 'b', target: 'c', result: 'd' };
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        db
          .transaction()
          .execute(async (tx) => {
            await appendAudit(tx, entry);
            await appendAudit(tx, entry);
            if (n % 4 === 0) throw new Error('rolled back');
          })
          .catch((error: unknown) => {
            if (!(error instanceof Error && error.message === 'rolled back')) throw error;
          }),
      ),
    );
    const head = (await auditHeads(db)).find(({ chain }) => chain === userId);
    expect(head?.seq).toBe('60');
    expect((await verifyAudit(db, anchors)).findings).toEqual([]);
  });
});
