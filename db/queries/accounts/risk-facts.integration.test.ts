import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { riskBooksOf } from '../../../tests/support/risk-books-of.ts';
import {
  aCycle,
  anAcceptedOrder,
  anAccount,
  anIntent,
  aStrategy,
  buy,
  executionsOf,
  sell,
} from '../../../tests/support/rows.ts';
import type { BrokerAccountRow, Database } from '../../schema.ts';
import { writeEquityMarks } from '../books/account-equity.ts';
import { bookExecution, markPositions } from '../books/fills.ts';
import { setStrategyLimits } from '../cycles/strategies.ts';
import { markSubmitting, recordRejection } from '../orders/orders.ts';
import { clearLatch, raiseLatches, standingLatches } from './latches.ts';
import type { RiskQuestion } from './risk-question.ts';

let database: TestDatabase;
let db: Kysely<Database>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database?.drop());

async function factsOf(account: BrokerAccountRow, asked: Partial<RiskQuestion> = {}) {
  return (await riskBooksOf(db, account, asked)).facts;
}

async function rejected(account: BrokerAccountRow): Promise<void> {
  const { clientOrderId } = await anIntent(db, account);
  const refusal = { code: 'BROKER_REJECTED', message: 'no', facts: {} };
  const attempt = (await markSubmitting(db, clientOrderId, 'approved'))?.attempt;
  await recordRejection(db, { clientOrderId, attempt, refusal, at: new Date() });
}

describe('what risk knows of an account', () => {
  test('is nothing at first', async () => {
    expect(await factsOf(await anAccount(db))).toEqual({
      latches: [],
      equityMarks: null,
      rejectStreak: 0,
      holdings: [],
      earlierDecision: null,
      strategy: null,
    });
  });

  test('are its holdings with open orders, at the mark, at what was paid, or at the order’s price', async () => {
    const account = await anAccount(db);
    const bought = await anAcceptedOrder(db, account, { request: buy('AAPL', '10') });
    const [execution] = executionsOf(bought, '4', ['100']);
    if (execution === undefined) throw new Error('one execution');
    const { clientOrderId } = bought;
    await bookExecution(db, { accountId: account.id, clientOrderId, execution, bookedFrom: 'stream' });
    await anAcceptedOrder(db, account, { request: sell('AAPL', '1') });
    await anAcceptedOrder(db, account, {
      request: { ...buy('MSFT', '2'), type: 'limit', limitPrice: '300' },
    });
    const aapl = { symbol: 'AAPL', qty: '4', openBuyQty: '6', openSellQty: '1', price: '100' };
    const msft = { symbol: 'MSFT', qty: '0', openBuyQty: '2', openSellQty: '0', price: '300' };
    expect((await factsOf(account)).holdings).toEqual([aapl, msft]);
    await markPositions(db, account.id, [
      { symbol: 'AAPL', price: '120.5' },
      { symbol: 'NVDA', price: '1' },
    ]);
    expect((await factsOf(account)).holdings).toEqual([{ ...aapl, price: '120.5' }, msft]);
  });

  test('is the latest other decision on the symbol and side that did not come to nothing', async () => {
    const account = await anAccount(db);
    expect((await factsOf(account)).earlierDecision).toBeNull();
    await rejected(account);
    await anAcceptedOrder(db, account, { request: sell('AAPL', '1') });
    await anAcceptedOrder(db, account, { request: buy('MSFT', '1') });
    const mine = await anAcceptedOrder(db, account, { clientOrderId: `mine-${account.id}` });
    const { clientOrderId } = mine;
    expect((await factsOf(account, { clientOrderId })).earlierDecision).toBeNull();
    const { earlierDecision } = await factsOf(account);
    expect(earlierDecision).toMatchObject({ clientOrderId });
    expect(earlierDecision?.ageMs).toBeLessThan(10_000);
  });

  test('are rejections in a row, until one is accepted or somebody has looked', async () => {
    const account = await anAccount(db);
    await rejected(account);
    await anAcceptedOrder(db, account);
    await rejected(account);
    await rejected(account);
    expect((await factsOf(account)).rejectStreak).toBe(2);
    await db.transaction().execute((tx) => raiseLatches(tx, account, [{ code: 'REJECT_STREAK', facts: {} }]));
    await db
      .transaction()
      .execute((tx) => clearLatch(tx, { accountId: account.id, code: 'REJECT_STREAK', clearedBy: 'me' }));
    expect((await factsOf(account)).rejectStreak).toBe(0);
    await rejected(account);
    expect((await factsOf(account)).rejectStreak).toBe(1);
  });

  test('are the limits of the cycle’s strategy and the orders that it alone has made', async () => {
    const account = await anAccount(db);
    const strategy = await aStrategy(db, account);
    const cycle = await aCycle(db, strategy);
    const other = await aCycle(db, await aStrategy(db, account));
    await anAcceptedOrder(db, account, { source: 'cycle', cycleId: cycle.id });
    await anAcceptedOrder(db, account, { source: 'cycle', cycleId: other.id });
    await anAcceptedOrder(db, account);
    expect((await factsOf(account, { cycleId: cycle.id })).strategy).toBeNull();
    await setStrategyLimits(db, account.userId, strategy.id, { ordersPerDayMax: 3 });
    expect((await factsOf(account, { cycleId: cycle.id })).strategy).toEqual({
      limits: { ordersPerDayMax: 3 },
      counts: { openOrders: 1, ordersLastMinute: 1, ordersToday: 1 },
    });
    expect((await factsOf(account)).strategy).toBeNull();
  });
});

describe('a latch', () => {
  const condition = { code: 'DAILY_LOSS', facts: { loss: '5000' } } as const;
  const raise = (account: BrokerAccountRow) =>
    db.transaction().execute((tx) => raiseLatches(tx, account, [condition]));

  test('is set once, with an event and its evidence, and stands until it is cleared', async () => {
    const account = await anAccount(db);
    expect(await raise(account)).toEqual(['DAILY_LOSS']);
    expect(await raise(account)).toEqual([]);
    const [standing] = await standingLatches(db, account.id);
    expect((await factsOf(account)).latches).toEqual([
      { ...condition, since: standing?.since.toISOString() },
    ]);
    const events = await db.selectFrom('outbox').selectAll().where('userId', '=', account.userId).execute();
    expect(events).toMatchObject([
      {
        subject: `alphaflow.${account.userId}.account.entries-stopped`,
        payload: { accountId: account.id, latch: 'DAILY_LOSS', facts: { loss: '5000' } },
      },
    ]);
  });

  test('that is cleared begins the loss anew at the latest equity, and may be set again', async () => {
    const account = await anAccount(db);
    const marks = { day: '2026-01-06', openingEquity: '100', highestEquity: '120', equity: '80' };
    await writeEquityMarks(db, account.id, marks);
    await raise(account);
    const clear = () =>
      db
        .transaction()
        .execute((tx) => clearLatch(tx, { accountId: account.id, code: 'DAILY_LOSS', clearedBy: 'me' }));
    expect(await clear()).toMatchObject({ code: 'DAILY_LOSS', clearedBy: 'me' });
    expect(await clear()).toBeUndefined();
    expect((await factsOf(account)).latches).toEqual([]);
    expect((await factsOf(account)).equityMarks).toMatchObject({ openingEquity: '80', highestEquity: '120' });
    expect(await raise(account)).toEqual(['DAILY_LOSS']);
  });
});
