import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { aCycle, anAccount, anIntent, aStrategy, buy } from '../../../tests/support/rows.ts';
import { evidenceOfCycle, evidenceText, keepEvidence, linkKnownEvidence } from './evidence.ts';
import { canonicalJson, sha256Hex } from './evidence-hash.ts';
import { applyRetention } from './evidence-retention.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

const LONG_AGO = new Date('2026-01-05T15:00:00Z');
const RUN = { unusedBefore: new Date('2026-06-01'), untradedBefore: new Date('2026-06-01'), limit: 100 };

function item(text: string, fetchedAt = LONG_AGO) {
  const body = canonicalJson({ kind: 'news', value: text });
  const about = { kind: 'news', source: 'wire', request: 'all', fetchedAt, availableAt: fetchedAt };
  return { ...about, body, hash: sha256Hex(body) };
}

/** Cycles of one strategy: one that is over, one that placed an order, one that runs. */
async function cycles() {
  const account = await anAccount(database.db);
  const strategy = await aStrategy(database.db, account);
  const [idle, traded, running] = [
    await aCycle(database.db, strategy, '2026-01-05T15:00:00.000Z'),
    await aCycle(database.db, strategy, '2026-01-05T15:05:00.000Z'),
    await aCycle(database.db, strategy, '2026-01-05T15:10:00.000Z'),
  ];
  const over = { status: 'completed', finishedAt: LONG_AGO } as const;
  await database.db.updateTable('cycles').set(over).where('id', 'in', [idle.id, traded.id]).execute();
  await anIntent(database.db, account, { cycleId: traded.id, source: 'cycle', request: buy('AAPL', '1') });
  return { userId: account.userId, idle, traded, running };
}

const isKept = async (hash: string) => (await evidenceText(database.db, hash)) !== undefined;

describe('evidence whose time is over', () => {
  test('goes when no cycle stands on it, loses its body when no trade does, and stays else', async () => {
    const { userId, idle, traded, running } = await cycles();
    const [unused, young, untraded, shared, ofTrade, ofRunning] = [
      item('unused'),
      item('unused but young', new Date('2026-06-02')),
      item('untraded'),
      item('of both'),
      item('of the trade'),
      item('of what runs'),
    ];
    await keepEvidence(database.db, undefined, [unused, young]);
    await keepEvidence(database.db, idle.id, [untraded, shared]);
    await keepEvidence(database.db, traded.id, [shared, ofTrade]);
    await keepEvidence(database.db, running.id, [ofRunning]);

    expect(await applyRetention(database.db, RUN)).toEqual({ deleted: 1, dropped: 1 });
    expect(await applyRetention(database.db, RUN)).toEqual({ deleted: 0, dropped: 0 });
    const kept = [unused, young, untraded, shared, ofTrade, ofRunning].map(({ hash }) => isKept(hash));
    expect(await Promise.all(kept)).toEqual([false, true, false, true, true, true]);

    const trail = await evidenceOfCycle(database.db, userId, idle.id);
    expect(trail.find(({ hash }) => hash === untraded.hash)).toMatchObject({
      source: 'wire',
      bodyDroppedAt: expect.any(Date),
    });
  });

  test('comes back whole when the same content is fetched again', async () => {
    const { idle, running } = await cycles();
    const again = item('twice');
    await keepEvidence(database.db, idle.id, [again]);
    await applyRetention(database.db, RUN);
    expect(await isKept(again.hash)).toBe(false);
    await keepEvidence(database.db, running.id, [item('twice', new Date('2026-07-01'))]);
    expect(await isKept(again.hash)).toBe(true);
    expect(await applyRetention(database.db, RUN)).toEqual({ deleted: 0, dropped: 0 });
  });

  test('is linked without its body where it is stored, and only there', async () => {
    const { userId, idle, running } = await cycles();
    const [stored, unknown] = [item('stored'), item('unknown')];
    await keepEvidence(database.db, idle.id, [stored]);
    const again = item('stored', new Date('2026-07-01'));
    expect(await linkKnownEvidence(database.db, running.id, [again, unknown])).toEqual(
      new Set([stored.hash]),
    );
    expect(await linkKnownEvidence(database.db, running.id, [again])).toEqual(new Set([stored.hash]));
    const trail = await evidenceOfCycle(database.db, userId, running.id);
    expect(trail).toMatchObject([{ hash: stored.hash, role: 'news', fetchedAt: new Date('2026-07-01') }]);
    await database.db.deleteFrom('cycleEvidence').where('cycleId', '=', running.id).execute();
    await applyRetention(database.db, RUN);
    expect(await linkKnownEvidence(database.db, running.id, [again])).toEqual(new Set());
  });

  test('a newer cycle that fetched the same keeps it, though it was first stored long ago', async () => {
    const { idle, userId } = await cycles();
    const account = await anAccount(database.db, { userId });
    const later = await aCycle(
      database.db,
      await aStrategy(database.db, account),
      '2026-07-01T15:00:00.000Z',
    );
    await database.db
      .updateTable('cycles')
      .set({ status: 'completed', finishedAt: new Date('2026-07-01T15:01:00Z') })
      .where('id', '=', later.id)
      .execute();
    const same = item('the same');
    await keepEvidence(database.db, idle.id, [same]);
    await keepEvidence(database.db, later.id, [item('the same', new Date('2026-07-01'))]);
    expect(await applyRetention(database.db, RUN)).toEqual({ deleted: 0, dropped: 0 });
    const [link] = await evidenceOfCycle(database.db, userId, later.id);
    expect(link?.fetchedAt).toEqual(new Date('2026-07-01'));
  });
});
