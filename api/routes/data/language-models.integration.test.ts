import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  enterFreeCall,
  type NewCall,
  reserveCall,
  settleCall,
} from '../../../db/queries/models/llm-calls.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { aCycle, anAccount, anOwner, aStrategy } from '../../../tests/support/rows.ts';
import { llmBudget, llmCallPage } from '../../contract/language-models.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

const NOW = new Date('2026-11-20T16:00:00.000Z');
let database: TestDatabase;
let api: ApiUnderTest;
let key: string;
let strategyId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db, deps: { now: () => NOW } });
  const { db } = database;
  const strategy = await aStrategy(db, await anAccount(db));
  const cycle = await aCycle(db, strategy);
  strategyId = strategy.id;
  key = await aKeyOf(db, strategy.userId);
  const call = (callKey: string): NewCall => ({
    userId: strategy.userId,
    strategyId,
    cycleId: cycle.id,
    callKey,
    use: 'decide',
    provider: 'openai',
    model: 'sandbox-analyst',
    simulated: true,
    request: 'a'.repeat(64),
    requestHash: 'b'.repeat(64),
    budgetDay: '2026-11-20',
    pricesAsOf: '2026-11-22',
  });
  const money = { usd: '0.75', capUsd: '5', strategyCapUsd: '2' };
  const reserved = async (callKey: string) => {
    const row = await reserveCall(db, call(callKey), money);
    if ('overBudget' in row) throw new Error('over budget');
    return row;
  };
  const failed = await reserved('one');
  await settleCall(db, failed.id, { status: 'unknown', outcome: 'timeout', reason: 'late', latencyMs: 9 });
  await reserved('two');
  const why = { outcome: 'unpriced', reason: 'no price' } as const;
  await enterFreeCall(db, call('three'), { status: 'passed-over', ...why });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const read = async (path: string, by = key) => await (await api.call('GET', path, { key: by })).json();

describe('GET /v1/llm/budget', () => {
  test('tells what the day holds back, has spent and has left, and that nobody paid it', async () => {
    const amounts = { reservedUsd: '0.75', spentUsd: '0.75', simulatedUsd: '0.75' };
    expect(llmBudget.parse(await read('/v1/llm/budget'))).toMatchObject({
      day: '2026-11-20',
      usdPerDay: '5',
      leftUsd: '3.5',
      ...amounts,
      strategies: [{ strategyId, ...amounts }],
      source: 'sandbox',
      simulated: true,
    });
  });

  test('of another user is untouched', async () => {
    const other = await aKeyOf(database.db, (await anOwner(database.db)).id);
    expect(await read('/v1/llm/budget', other)).toMatchObject({ leftUsd: '5', strategies: [] });
    expect(await read('/v1/llm/calls', other)).toEqual({ items: [], nextCursor: null });
  });
});

describe('GET /v1/llm/calls', () => {
  test('lists every request with its outcome, newest first, page by page', async () => {
    const first = llmCallPage.parse(await read('/v1/llm/calls?limit=2'));
    expect(first.items.map(({ callKey, status }) => [callKey, status])).toEqual([
      ['three', 'passed-over'],
      ['two', 'sent'],
    ]);
    const rest = llmCallPage.parse(await read(`/v1/llm/calls?limit=2&cursor=${first.nextCursor ?? ''}`));
    expect(rest).toMatchObject({
      items: [{ callKey: 'one', status: 'unknown', outcome: 'timeout', costUsd: '0.75', simulated: true }],
      nextCursor: null,
    });
    expect(await read(`/v1/llm/calls?strategyId=${strategyId}`)).toMatchObject({ items: { length: 3 } });
    expect(await read('/v1/llm/calls?cycleId=other')).toMatchObject({ items: [] });
  });

  test.each(['limit=0', 'cursor=!', 'strategyId=x', 'limit=1&limit=2', 'other=1'])(
    'answers %s with 400',
    async (query) => {
      expect((await api.call('GET', `/v1/llm/calls?${query}`, { key })).status).toBe(400);
    },
  );
});
