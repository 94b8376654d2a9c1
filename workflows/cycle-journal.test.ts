import { expect, test } from 'vitest';
import { createCycleJournal } from './cycle-journal.ts';

const CYCLE = {
  cycleId: 'cycle:s:t',
  strategyId: 's',
  asOf: '2026-01-05T15:00:00.000Z',
  trigger: 'api',
} as const;

test('tells each step while it runs and after it, and adds up a step that is entered twice', async () => {
  const shown: string[] = [];
  const journal = createCycleJournal(CYCLE, (markdown) => shown.push(markdown));
  await journal.step('fetch', async () => ({ note: 'equity 100' }));
  await journal.step('fetch', async () => ({ note: '3 of 3 sources' }));
  const [fetch, fuse] = journal.progress().steps;
  expect(fetch).toMatchObject({ name: 'fetch', state: 'done', note: 'equity 100; 3 of 3 sources' });
  expect(fuse).toEqual({ name: 'fuse', state: 'waiting' });
  expect(shown[0]).toContain('▸ **fetch**');
  expect(shown.at(-1)).toContain('✓ **fetch**');
  expect(journal.finishedSteps()).toHaveLength(1);
});

test('a step that fails stays visible as running, and its error goes on up', async () => {
  const journal = createCycleJournal(CYCLE, () => {});
  const outage = new Error('no broker');
  await expect(journal.step('fetch', () => Promise.reject(outage))).rejects.toBe(outage);
  expect(journal.progress().steps[0]).toEqual({ name: 'fetch', state: 'running' });
});

test('ends with what came of it: refusal, or orders and drift', () => {
  const shown: string[] = [];
  const journal = createCycleJournal(CYCLE, (markdown) => shown.push(markdown));
  const report = {
    cycleId: CYCLE.cycleId,
    asOf: CYCLE.asOf,
    steps: [],
    orders: [],
    outcome: 'MARKET_CLOSED',
  };
  const refusal = { code: 'MARKET_CLOSED', message: 'The market is closed.', facts: {} };
  journal.end({ ...report, status: 'refused', refusal });
  expect(shown.at(-1)).toContain('`MARKET_CLOSED`: The market is closed.');
});
