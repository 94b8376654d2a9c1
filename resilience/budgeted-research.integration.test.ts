import { afterAll, beforeAll, expect, test } from 'vitest';
import { researchDay } from '../db/queries/models/research-days.ts';
import { type OutageKind, SourceOutage } from '../domain/outage.ts';
import type { ResearchSearch } from '../domain/ports/research.ts';
import { createLogger } from '../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { createBudgetedResearch } from './budgeted-research.ts';
import { createGuard } from './guard.ts';
import { GUARD_TERMS } from './guard-terms.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

const question = { question: 'q', findingsMax: 3, asOf: '2026-03-02T00:00:00.000Z' };
const found: ResearchSearch['search'] = async () => ({ transactionId: 't', findings: [], costUsd: '0.0075' });
const failing = (kind: OutageKind) => async () => {
  throw new SourceOutage({ source: 'valyu', request: 'POST', kind, reason: kind });
};

function researchOn(day: string, search: ResearchSearch['search'], usdPerDay = '1.6') {
  const guard = createGuard(GUARD_TERMS.valyu, createLogger({ name: 'it', level: 'silent' }));
  const now = () => new Date(`${day}T12:00:00Z`);
  const ask = createBudgetedResearch({ db: database.db, source: { search }, guard, usdPerDay, now });
  return { ask, spent: () => researchDay(database.db, day) };
}

test('what a search cost is settled, and its reservation given back', async () => {
  const { ask, spent } = researchOn('2026-01-01', found);
  expect(await ask(question)).toMatchObject({ kind: 'found', costUsd: '0.0075' });
  expect(await spent()).toEqual({ reserved: '0', spent: '0.0075', calls: 1, failures: 0, refused: 0 });
});

test('callers together never hold back more than the day has, and the rest is told so', async () => {
  const gate = Promise.withResolvers<undefined>();
  let asked = 0;
  const { ask, spent } = researchOn('2026-01-02', async (...args) => {
    asked += 1;
    await gate.promise;
    return await found(...args);
  });
  const all = Array.from({ length: 10 }, () => ask(question));
  const refusals = Promise.all(all.map(async (one) => (await one).kind));
  await expect.poll(async () => (await spent()).refused, { timeout: 10_000 }).toBe(7);
  expect((await spent()).reserved).toBe('1.5');
  gate.resolve(undefined);
  expect((await refusals).filter((kind) => kind === 'over-budget')).toHaveLength(7);
  expect(asked).toBe(3);
  expect(await spent()).toMatchObject({ reserved: '0', spent: '0.0225', calls: 3, refused: 7 });
});

test('a failure that may have been paid for counts as paid, one before anything was bought does not', async () => {
  const late = researchOn('2026-01-03', failing('timeout'));
  await expect(late.ask(question)).rejects.toMatchObject({ kind: 'timeout' });
  expect(await late.spent()).toMatchObject({ reserved: '0', spent: '0.5', failures: 1 });
  const refused = researchOn('2026-01-04', failing('unauthorized'));
  await expect(refused.ask(question)).rejects.toMatchObject({ kind: 'unauthorized' });
  expect(await refused.spent()).toMatchObject({ reserved: '0', spent: '0', failures: 1 });
});

test('a budget that is used up refuses until the next day', async () => {
  const dear: ResearchSearch['search'] = async () => ({ transactionId: 't', findings: [], costUsd: '2' });
  const { ask } = researchOn('2026-01-05', dear);
  await ask(question);
  expect(await ask(question)).toEqual({ kind: 'over-budget', usdPerDay: '1.6', leftUsd: '0' });
  expect(await researchOn('2026-01-06', dear).ask(question)).toMatchObject({ kind: 'found' });
});
