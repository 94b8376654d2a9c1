import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setCycleSources, storeDecision } from '../../../db/queries/cycles/cycles.ts';
import { keepOutcomes } from '../../../db/queries/cycles/proposal-outcomes.ts';
import type { Proposal } from '../../../domain/decision.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { aCycle, anAccount, anOwner, aStrategy } from '../../../tests/support/rows.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

const AT = '2026-11-02T15:30:00.000Z';
const PROPOSAL: Proposal = {
  symbol: 'AAPL',
  side: 'buy',
  qty: '10',
  targetWeight: '0.1',
  referencePrice: '100',
  confidence: 0.6,
  thesis: 'rising',
  invalidation: 'below 90',
  evidence: [],
};

let database: TestDatabase;
let api: ApiUnderTest;
let key: string;
let path: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = apiUnderTest({ db: database.db });
  const { db } = database;
  const strategy = await aStrategy(db, await anAccount(db));
  const { id: cycleId } = await aCycle(db, strategy, AT);
  await setCycleSources(db, cycleId, { sources: [], dataAsOf: AT });
  const { symbol, side, qty } = PROPOSAL;
  const leg = { leg: 0, symbol, side, qty, proposal: PROPOSAL, clientOrderId: 'c-1' };
  await storeDecision(db, cycleId, { proposals: [PROPOSAL], abstentions: [] }, [leg]);
  const about = { cycleId, leg: 0 };
  const outcomes = [
    {
      ...about,
      bars: 1,
      day: '2026-11-03',
      gain: '0.01',
      spy: '-0.002',
      knownAt: '2026-11-04T05:00:00.000Z',
    },
    { ...about, bars: 5, day: '2026-11-09', gain: '-0.03', knownAt: '2026-11-10T05:00:00.000Z' },
  ] as const;
  await keepOutcomes(db, outcomes, new Date());
  key = await aKeyOf(db, strategy.userId);
  path = `/v1/strategies/${strategy.id}/memory`;
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('GET /v1/strategies/{id}/memory', () => {
  test('tells each proposal with what became of it', async () => {
    const answer = await api.call('GET', path, { key });
    expect(answer.status).toBe(200);
    const items = [
      {
        at: AT,
        symbol: 'AAPL',
        thesis: 'rising',
        filledQty: '0',
        outcomes: [
          { bars: 1, day: '2026-11-03', gain: '0.01', spy: '-0.002' },
          { bars: 5, gain: '-0.03' },
        ],
      },
    ];
    expect(await answer.json()).toMatchObject({ items });
  });

  test('tells it as of a moment, and of the symbols that are asked about', async () => {
    const count = async (query: string): Promise<number> => {
      const answer = await api.call('GET', `${path}?${query}`, { key });
      return (await answer.text()).match(/"bars":/g)?.length ?? 0;
    };
    expect(await count('asOf=2026-11-05T00:00:00Z')).toBe(1);
    expect(await count('asOf=2026-11-02T00:00:00Z')).toBe(0);
    expect(await count('symbols=MSFT')).toBe(0);
    expect(await count('symbols=MSFT,AAPL&limit=5')).toBe(2);
  });

  test.each(['symbols=aapl', 'symbols=', 'limit=0', 'limit=1e9', 'asOf=yesterday', 'other=1'])(
    'refuses %s',
    async (query) => {
      expect((await api.call('GET', `${path}?${query}`, { key })).status).toBe(400);
    },
  );

  test('does not tell it to anybody else', async () => {
    const other = await aKeyOf(database.db, (await anOwner(database.db)).id);
    expect((await api.call('GET', path, { key: other })).status).toBe(404);
  });
});
