import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { aCycle, anAccount, anIntent, aStrategy } from '../../../tests/support/rows.ts';
import type { Database } from '../../schema.ts';
import { insertReconciliation } from '../books/reconciliations.ts';
import { evidenceOfCycle, keepEvidence, readEvidence } from '../evidence/evidence.ts';
import { canonicalJson, sha256Hex } from '../evidence/evidence-hash.ts';
import { cycleById, cycleReport, finishCycle, openCycle, recordStep, storeDecision } from './cycles.ts';

let database: TestDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(async () => {
  await database.drop();
});

async function freshCycle() {
  const account = await anAccount(db);
  const strategy = await aStrategy(db, account);
  return { account, strategy, cycle: await aCycle(db, strategy) };
}

function leg(qty: string, clientOrderId: string) {
  const proposal = {
    symbol: 'AAPL',
    side: 'buy' as const,
    qty,
    targetWeight: '0.1',
    referencePrice: '100',
    confidence: 0.5,
    thesis: 'up',
    invalidation: 'below 90',
    evidence: [],
  };
  return { leg: 0, symbol: 'AAPL', side: 'buy' as const, qty, proposal, clientOrderId };
}

describe('a cycle', () => {
  test('is opened once, and a second opening finds what the first has done', async () => {
    const { strategy, cycle } = await freshCycle();
    await recordStep(db, cycle.id, { name: 'fetch', ms: 12 });
    expect((await aCycle(db, strategy)).steps).toEqual([{ name: 'fetch', ms: 12 }]);
  });

  test('of one strategy at one moment cannot exist under two ids', async () => {
    const { cycle } = await freshCycle();
    const { strategyId, userId, accountId, asOf } = cycle;
    const twin = { id: 'another', strategyId, userId, accountId, asOf, trigger: 'api' as const };
    await expect(openCycle(db, twin)).rejects.toThrow('cycles_moment_unique');
  });

  test('of ten opened at once one runs, the others are behind it, and a retry finds itself where it was', async () => {
    const strategy = await aStrategy(db, await anAccount(db));
    const minutes = Array.from({ length: 10 }, (_, n) => new Date(Date.now() + n * 60_000).toISOString());
    const opened = await Promise.all(minutes.map((asOf) => aCycle(db, strategy, asOf)));
    const [first, ...more] = opened.filter(({ behind }) => behind === null);
    expect(more).toEqual([]);
    expect(new Set(opened.map(({ behind }) => behind))).toEqual(new Set([null, first?.id]));
    const again = await Promise.all(minutes.map((asOf) => aCycle(db, strategy, asOf)));
    expect(again.map(({ behind }) => behind)).toEqual(opened.map(({ behind }) => behind));
  });

  test('keeps one entry a step, the last one told', async () => {
    const { cycle } = await freshCycle();
    await recordStep(db, cycle.id, { name: 'fetch', ms: 12 });
    await recordStep(db, cycle.id, { name: 'fuse', ms: 3 });
    await recordStep(db, cycle.id, { name: 'fetch', ms: 20 });
    expect((await cycleById(db, cycle.id))?.steps).toEqual([
      { name: 'fuse', ms: 3 },
      { name: 'fetch', ms: 20 },
    ]);
  });

  test('stands by the first decision ever stored, however many decide at once', async () => {
    const { cycle } = await freshCycle();
    const standing = await Promise.all(
      Array.from({ length: 8 }, (_, n) => {
        const row = leg(String(n + 1), `order-${cycle.id}-${n}`);
        return storeDecision(db, cycle.id, { proposals: [row.proposal], abstentions: [] }, [row]);
      }),
    );
    expect(new Set(standing.map((decision) => JSON.stringify(decision))).size).toBe(1);
    const rows = await db.selectFrom('decisions').selectAll().where('cycleId', '=', cycle.id).execute();
    expect(rows.map((row) => row.qty)).toEqual([standing[0]?.proposals[0]?.qty]);
  });

  test('is ended once: the same end again writes no second event', async () => {
    const { account, cycle } = await freshCycle();
    const end = {
      id: cycle.id,
      outcome: '1 order',
      refusal: null,
      steps: [{ name: 'fetch', ms: 1 }],
      reconciliationId: null,
    };
    await finishCycle(db, { ...end, status: 'completed' });
    const first = await cycleById(db, cycle.id);
    await finishCycle(db, { ...end, status: 'completed' });
    expect(await cycleById(db, cycle.id)).toEqual(first);
    const events = await db
      .selectFrom('outbox')
      .select('subject')
      .where('userId', '=', account.userId)
      .execute();
    expect(events).toEqual([{ subject: `alphaflow.${account.userId}.cycle.completed` }]);
  });

  test('is reported with its decisions, orders and reconciliation', async () => {
    const { account, cycle } = await freshCycle();
    const row = leg('10', `report-${cycle.id}`);
    await storeDecision(db, cycle.id, { proposals: [row.proposal], abstentions: [] }, [row]);
    const { clientOrderId } = row;
    const order = await anIntent(db, account, { cycleId: cycle.id, source: 'cycle', clientOrderId });
    const reconciliation = await insertReconciliation(db, {
      accountId: account.id,
      cycleId: cycle.id,
      drift: 0,
      differences: [],
      adopted: 0,
      brokerEquity: '100000',
      brokerCash: '100000',
      brokerTime: '2026-11-20T15:00:00.000Z',
    });
    const end = { id: cycle.id, status: 'completed' as const, outcome: 'done', refusal: null, steps: [] };
    await finishCycle(db, { ...end, reconciliationId: reconciliation.id });
    const report = await cycleReport(db, account.userId, cycle.id);
    expect(report?.decisions.map((decision) => decision.clientOrderId)).toEqual([clientOrderId]);
    expect(report?.orders).toEqual([order]);
    expect(report?.reconciliation).toEqual(reconciliation);
  });
});

describe('evidence', () => {
  const value = { AAPL: [{ close: '187.25', volume: '1000' }], text: 'é – 日本' };
  const body = canonicalJson(value);
  const item = {
    hash: sha256Hex(body),
    kind: 'bars',
    source: 'alpaca bars',
    request: 'GET /v2/stocks/bars',
    fetchedAt: '2026-11-20T15:00:00.000Z',
    availableAt: '2026-11-20T14:59:59.000Z',
    body,
  };

  test('is stored once, read back whole, and found by its cycle', async () => {
    const { account, cycle } = await freshCycle();
    await keepEvidence(db, cycle.id, [item, item]);
    await keepEvidence(db, cycle.id, [{ ...item, request: 'asked again' }]);
    expect((await readEvidence(db, [item.hash, '0'.repeat(64)])).get(item.hash)).toEqual(value);
    expect(await evidenceOfCycle(db, account.userId, cycle.id)).toEqual([
      {
        bodyDroppedAt: null,
        hash: item.hash,
        role: 'bars',
        kind: 'bars',
        source: 'alpaca bars',
        request: 'GET /v2/stocks/bars',
        fetchedAt: new Date(item.fetchedAt),
        availableAt: new Date(item.availableAt),
        bytes: Buffer.byteLength(body),
      },
    ]);
  });

  test('under a hash that is not its own is refused', async () => {
    const { cycle } = await freshCycle();
    const wrong = keepEvidence(db, cycle.id, [{ ...item, hash: sha256Hex('other') }]);
    await expect(wrong).rejects.toThrow('not the hash');
  });

  test('that a cycle stands on cannot be deleted', async () => {
    const { cycle } = await freshCycle();
    await keepEvidence(db, cycle.id, [item]);
    const removal = db.deleteFrom('evidence').where('hash', '=', item.hash).execute();
    await expect(removal).rejects.toThrow('cycle_evidence_hash_fkey');
  });
});
