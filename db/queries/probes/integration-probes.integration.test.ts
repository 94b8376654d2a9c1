import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProbeOutcome } from '../../../domain/integrations/probe-result.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import { integrationFigures, integrationStates, keepProbeResults } from './integration-probes.ts';

let database: TestDatabase;
let ownerId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  ownerId = (await anOwner(database.db)).id;
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const table of ['integrationProbes', 'integrationStates', 'outbox'] as const) {
    await database.db.deleteFrom(table).execute();
  }
});

const POINT = 'database.connection';
async function keep(outcome: ProbeOutcome, ms = 10, breach = outcome === 'failed'): Promise<void> {
  await keepProbeResults(database.db, [{ id: POINT, outcome, ms, note: outcome, breach }]);
}
async function told(): Promise<readonly string[]> {
  const rows = await database.db.selectFrom('outbox').selectAll().orderBy('id').execute();
  return rows.map(({ subject }) => subject.replace(ownerId, 'owner'));
}

describe('results of probes', () => {
  it('tell a third failure in a row once, and the recovery once', async () => {
    for (const outcome of ['failed', 'failed', 'passed', 'failed', 'failed'] as const) await keep(outcome);
    expect(await told()).toEqual([]);
    for (const outcome of ['failed', 'failed', 'failed'] as const) await keep(outcome);
    expect(await told()).toEqual(['alphaflow.owner.integration.failing']);
    for (const outcome of ['skipped', 'passed', 'passed'] as const) await keep(outcome);
    expect(await told()).toEqual([
      'alphaflow.owner.integration.failing',
      'alphaflow.owner.integration.recovered',
    ]);
  });

  it('keep the last success through failures, and count failures in a row', async () => {
    await keep('passed');
    const [passed] = await integrationStates(database.db);
    await keep('failed');
    await keep('failed');
    const [failed] = await integrationStates(database.db);
    expect(failed).toMatchObject({ outcome: 'failed', failures: 2, lastSuccessAt: passed?.lastSuccessAt });
    expect(passed?.lastSuccessAt).not.toBeNull();
  });

  it('add up to median and 95th percentile of what passed, and to breaches', async () => {
    for (let ms = 1; ms <= 100; ms += 1) await keep('passed', ms, ms > 98);
    await keep('failed', 9_000);
    await keep('skipped', 9_000);
    expect(await integrationFigures(database.db)).toEqual([
      { point: POINT, medianMs: 50, p95Ms: 95, probes: 101, breaches: 3, passed: 100 },
    ]);
  });

  it('are a ring: the oldest beyond 600 of a point go, those of others stay', async () => {
    const other = { id: 'alpaca.account', outcome: 'passed', ms: 1, note: '', breach: false } as const;
    await keepProbeResults(database.db, [other]);
    const many = Array.from({ length: 610 }, (_, ms) => ({ ...other, id: POINT, ms }));
    await database.db
      .insertInto('integrationProbes')
      .values(many.map(({ id: point, outcome, ms, breach }) => ({ point, outcome, ms, breach })))
      .execute();
    await keep('passed', 1_000);
    const rows = await database.db.selectFrom('integrationProbes').selectAll().orderBy('id').execute();
    expect(rows.filter(({ point }) => point === POINT)).toHaveLength(600);
    expect(rows.filter(({ point }) => point === POINT).at(-1)?.ms).toBe(1_000);
    expect(rows.filter(({ point }) => point === other.id)).toHaveLength(1);
  });
});
