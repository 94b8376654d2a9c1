import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FUNDAMENTAL_CONCEPTS } from '../../domain/fundamentals.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { edgarAt } from './testing/edgar-at.ts';

const asOf = '2026-03-02T15:00:00.000Z';
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ now: asOf, speed: 0 });
});
afterAll(async () => {
  await sandbox.stop();
});

describe('company facts in the sandbox', () => {
  test('each concept has its newest periods, nothing of them known later than asked', async () => {
    const { fundamentals } = edgarAt(sandbox.url, { timeoutMs: 2_000 });
    const found = await fundamentals.fundamentals('AAPL', { periods: 4, asOf });
    const facts = found?.facts ?? [];
    const concepts = new Set(facts.map(({ concept }) => concept));
    // The sandbox states no total of liabilities, like many companies.
    expect(FUNDAMENTAL_CONCEPTS.filter((concept) => !concepts.has(concept))).toEqual(['liabilities']);
    expect(facts.every(({ availableAt }) => availableAt <= asOf)).toBe(true);
    expect(facts.filter(({ concept }) => concept === 'revenue')).toHaveLength(4);
  });

  test('a past moment knows fewer reports, and a fund none', async () => {
    const { fundamentals } = edgarAt(sandbox.url, { timeoutMs: 2_000 });
    const newest = async (at: string) =>
      (await fundamentals.fundamentals('AAPL', { periods: 1, asOf: at }))?.facts[0];
    const [past, present] = [await newest('2025-03-02T15:00:00.000Z'), await newest(asOf)];
    expect(past?.periodEnd).toMatch(/^202[45]-/);
    expect((past?.periodEnd ?? '') < (present?.periodEnd ?? '')).toBe(true);
    expect(await fundamentals.fundamentals('SPY', { periods: 1, asOf })).toBeUndefined();
  });
});
